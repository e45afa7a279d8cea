package dev.pairplane.difftracker.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/// Which cluster this is, and which of its Services are served.
@RegisterForReflection
@ConfigMapping(prefix = "difftracker", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ClusterConfig {
    /// How Services are chosen.
    enum ServiceSelection {
        CLASS,
        CLASSLESS
    }

    @Doc(
            "The cluster's name, 1 to 63 letters, digits, dots and dashes. Every resource made is"
                + " tagged with it, and resources with another cluster's name are never touched; so"
                + " it must be unique in the resource group and never change.")
    String clusterName();

    @Doc(
            "class: Services of type LoadBalancer whose spec.loadBalancerClass is"
                + " load_balancer_class. classless: those that name no class; safe only where no"
                + " other controller takes them.")
    @WithDefault("class")
    ServiceSelection serviceSelection();

    @Doc("The class of the Services served; the option --class wins.")
    @WithDefault("pairplane.dev/service-gateway")
    String loadBalancerClass();

    @Doc(
            "Take over resources without our tags that are found under names of ours, as another"
                    + " controller of this kind may have left them.")
    @WithDefault("false")
    boolean adoptUntagged();

    @Doc(
            "How many removals are meant, when a start is held because it would remove more"
                    + " services than a mistake should; the option --confirm-removals wins. For one"
                    + " start.")
    @Range(min = "1", max = "1000000")
    OptionalInt confirmRemovals();

    @Doc("How long the addresses behind a Node that vanished stay where they are.")
    @Range(min = "0s", max = "1h")
    @WithDefault("30s")
    Duration nodeHold();
}
