package dev.pairplane.storage.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What happens when versions meet.
@RegisterForReflection
@ConfigMapping(prefix = "conflict", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ConflictConfig {
    /// What a write gets whose clock precedes a stored one.
    enum ObsoleteWrite {
        IGNORE,
        REJECT
    }

    @Doc("How many concurrent versions a key may hold; one more is refused with MEMORY_PRESSURE.")
    @Range(min = "1", max = "256")
    @WithDefault("64")
    int maxSiblings();

    @Doc(
            "ignore: a write whose clock precedes a stored one succeeds without effect. reject: it"
                    + " is refused as INVALID_REQUEST.")
    @WithDefault("ignore")
    ObsoleteWrite obsoleteWrite();
}
