package dev.pairplane.publishing.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// The queue: how much it holds, and how fast it sends.
@RegisterForReflection
@ConfigMapping(prefix = "queue", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface QueueConfig {
    @Doc("Attempts under way at once, over all targets. Rate times latency of what is to be sent.")
    @Range(min = "1", max = "256")
    @WithDefault("10")
    int workers();

    @Doc("Waiting jobs of high priority before new ones are refused.")
    @Range(min = "1", max = "1000000")
    @WithDefault("1000")
    int capacityHigh();

    @Doc("The same for medium priority.")
    @Range(min = "1", max = "1000000")
    @WithDefault("5000")
    int capacityMedium();

    @Doc("The same for low priority.")
    @Range(min = "1", max = "1000000")
    @WithDefault("10000")
    int capacityLow();

    @Doc(
            "Jobs that may wait for a target that cannot be sent to; beyond it the target is left"
                    + " out of broadcasts, and submissions that name it are refused.")
    @Range(min = "1", max = "1000000")
    @WithDefault("100000")
    int deferredMaxPerTarget();

    @Doc("Bytes of alerts that may be held in memory.")
    @WithDefault("128M")
    MemorySize maxBytes();

    @Doc(
            "How long a job of high priority may wait in a replica while its target may be sent to;"
                    + " then it is a dead letter. Whatever it waits for, it is one when it is older"
                    + " than the largest of these three and than 24h.")
    @Range(min = "1m", max = "720h")
    @WithDefault("24h")
    Duration maxAgeHigh();

    @Doc("The same for medium priority.")
    @Range(min = "1m", max = "720h")
    @WithDefault("6h")
    Duration maxAgeMedium();

    @Doc("The same for low priority.")
    @Range(min = "1m", max = "720h")
    @WithDefault("1h")
    Duration maxAgeLow();

    @Doc("How long jobs of a target that is gone from the files wait for it to come back.")
    @Range(min = "0s", max = "24h")
    @WithDefault("10m")
    Duration targetRemovedGrace();

    @Doc("Jobs that are shown without asking the database.")
    @Range(min = "100", max = "1000000")
    @WithDefault("10000")
    int trackedJobs();

    @Doc("How long an ended job is shown without asking the database.")
    @Range(min = "1m", max = "24h")
    @WithDefault("1h")
    Duration trackedFor();
}
