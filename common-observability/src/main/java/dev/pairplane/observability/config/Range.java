package dev.pairplane.observability.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The values a number, duration or size may have, both ends included, written as in the
/// configuration (`100ms`, `64M`). An empty end is open.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Range {
    String min() default "";

    String max() default "";
}
