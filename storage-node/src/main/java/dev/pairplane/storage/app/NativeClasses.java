package dev.pairplane.storage.app;

import io.quarkus.runtime.annotations.RegisterForReflection;

/// Classes that a library finds by their names, and that a native image would leave out: of
/// Caffeine, the cache and its entries with strong keys and values and a maximum weight.
@RegisterForReflection(
        classNames = {
            NativeClasses.CAFFEINE + "SSMW",
            NativeClasses.CAFFEINE + "PSMW",
        })
final class NativeClasses {
    static final String CAFFEINE = "com.github.benmanes.caffeine.cache.";

    private NativeClasses() {}
}
