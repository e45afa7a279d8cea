package dev.pairplane.publishing.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How submissions are committed in groups, and how long things are kept.
@RegisterForReflection
@ConfigMapping(prefix = "journal", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface JournalConfig {
    @Doc("How long a submission waits for others to be committed with.")
    @Range(min = "0ms", max = "1s")
    @WithDefault("3ms")
    Duration linger();

    @Doc("Submissions in a group, and changes in a batch, at most.")
    @Range(min = "1", max = "4096")
    @WithDefault("256")
    int batch();

    @Doc(
            "How long endings and retries wait to be written together. What is not written when"
                    + " the process dies is sent again.")
    @Range(min = "1ms", max = "1s")
    @WithDefault("20ms")
    Duration recordDelay();

    @Doc("How long attempts and ended jobs are kept.")
    @Range(min = "1h", max = "720h")
    @WithDefault("24h")
    Duration historyRetention();

    @Doc("How long dead letters are kept.")
    @Range(min = "1h", max = "8760h")
    @WithDefault("720h")
    Duration deadLetterRetention();
}
