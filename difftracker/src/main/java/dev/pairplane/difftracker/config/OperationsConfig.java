package dev.pairplane.difftracker.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How load balancers are made and unmade.
@RegisterForReflection
@ConfigMapping(
        prefix = "difftracker.operations",
        namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface OperationsConfig {
    @Doc("How many services are worked on at once.")
    @Range(min = "1", max = "1000")
    @WithDefault("10")
    int concurrency();

    @Doc("How many tries may fail in one burst before a service is parked for its cooldown.")
    @Range(min = "1", max = "100")
    @WithDefault("3")
    int maxRetries();

    @Doc("The wait after the first failed try; doubled with each further one.")
    @Range(min = "1ms", max = "10m")
    @WithDefault("1s")
    Duration backoffBase();

    @Doc("The longest wait between two tries of a burst.")
    @Range(min = "1ms", max = "1h")
    @WithDefault("30s")
    Duration backoffCap();

    @Doc("The largest share that chance adds to a wait.")
    @Range(min = "0", max = "1")
    @WithDefault("0.2")
    double backoffJitter();

    @Doc("The wait after the first burst that failed; doubled with each further one.")
    @Range(min = "1ms", max = "1h")
    @WithDefault("15s")
    Duration cooldownBase();

    @Doc("The longest wait between two bursts.")
    @Range(min = "1ms", max = "24h")
    @WithDefault("5m")
    Duration cooldownCap();

    @Doc(
            "The wait after a refusal that trying again does not help; a changed Service is tried"
                    + " at once.")
    @Range(min = "1s", max = "168h")
    @WithDefault("1h")
    Duration terminalCooldown();

    @Doc("How long one try may take, all its calls together.")
    @Range(min = "1s", max = "1h")
    @WithDefault("5m")
    Duration timeout();

    @Doc("How long one call to Azure or the API server may take, its long-running end included.")
    @Range(min = "100ms", max = "1h")
    @WithDefault("60s")
    Duration callTimeout();
}
