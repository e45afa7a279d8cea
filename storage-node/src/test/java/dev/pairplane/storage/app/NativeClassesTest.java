package dev.pairplane.storage.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pairplane.storage.core.sstable.BlockCache;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A native image has the classes that caches are made of.
class NativeClassesTest {
    /// Caffeine makes both by name; the fields are its own.
    @Test
    void namesWhatTheBlockCacheIsMadeOf() throws Exception {
        Object cache = field(BlockCache.class, new BlockCache(1 << 20, Runnable::run), "blocks");
        Object bounded = field(cache.getClass(), cache, "cache");
        Object factory = field(bounded.getClass(), bounded, "nodeFactory");

        assertThat(NativeClasses.class.getAnnotation(RegisterForReflection.class).classNames())
                .containsExactlyInAnyOrder(
                        bounded.getClass().getName(), factory.getClass().getName());
    }

    private static Object field(Class<?> type, Object of, String name) throws Exception {
        List<String> seen = new ArrayList<>();
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                seen.add(field.getName());
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(of);
                }
            }
        }
        throw new AssertionError("no field " + name + " among " + seen);
    }

    @Test
    void anotherKindOfCacheWouldNeedOtherClasses() throws Exception {
        Cache<String, String> cache = Caffeine.newBuilder().maximumSize(1).build();

        assertThat(field(cache.getClass(), cache, "cache").getClass().getName())
                .isNotIn(
                        List.of(
                                NativeClasses.class
                                        .getAnnotation(RegisterForReflection.class)
                                        .classNames()));
    }
}
