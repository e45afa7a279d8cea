package dev.pairplane.difftracker.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How pods' addresses are brought to the gateway.
@RegisterForReflection
@ConfigMapping(
        prefix = "difftracker.locations",
        namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface LocationsConfig {
    @Doc("How long one update of addresses may take.")
    @Range(min = "1s", max = "1h")
    @WithDefault("5m")
    Duration syncTimeout();

    @Doc(
            "How much longer than its timeout an update whose answer was lost may still take"
                    + " effect; nothing it touched is given up before.")
    @Range(min = "0s", max = "1h")
    @WithDefault("60s")
    Duration doubtMargin();

    @Doc("How many locations one update may hold.")
    @Range(min = "1", max = "10000")
    @WithDefault("500")
    int maxLocations();

    @Doc("How large the body of one update may be, by estimate.")
    @Range(min = "4K", max = "64M")
    @WithDefault("1M")
    MemorySize maxBytes();

    @Doc("The wait after the first update that failed; doubled with each further one.")
    @Range(min = "1ms", max = "10m")
    @WithDefault("1s")
    Duration backoffBase();

    @Doc("The longest wait between two tries.")
    @Range(min = "1ms", max = "1h")
    @WithDefault("30s")
    Duration backoffCap();

    @Doc("The largest share that chance adds to a wait.")
    @Range(min = "0", max = "1")
    @WithDefault("0.2")
    double backoffJitter();

    @Doc("After how many failures in a row an outage is reported.")
    @Range(min = "1", max = "1000")
    @WithDefault("5")
    int stalledAfter();

    @Doc(
            "How long an address that Azure refuses is left out, unless what is wanted of it"
                    + " changes.")
    @Range(min = "1s", max = "24h")
    @WithDefault("10m")
    Duration quarantine();

    @Doc("The least time from the end of one update to the next.")
    @Range(min = "0s", max = "10m")
    @WithDefault("0s")
    Duration minimumInterval();

    @Doc("The time between two full reads of the gateway, which find what others changed.")
    @Range(min = "10s", max = "24h")
    @WithDefault("10m")
    Duration resyncInterval();
}
