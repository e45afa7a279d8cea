/// Tests of the package of the same name.
@NullMarked
package dev.pairplane.observability.config;

import org.jspecify.annotations.NullMarked;
