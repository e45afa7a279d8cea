package dev.pairplane.difftracker.app;

import dev.pairplane.difftracker.config.AuthConfig;
import dev.pairplane.difftracker.config.AzureConfig;
import dev.pairplane.difftracker.config.ClusterConfig;
import dev.pairplane.difftracker.config.LocationsConfig;
import dev.pairplane.difftracker.config.MetricsConfig;
import dev.pairplane.difftracker.config.OperationsConfig;
import dev.pairplane.difftracker.config.ServerConfig;
import dev.pairplane.difftracker.core.engine.ControllerSettings;
import dev.pairplane.observability.config.ConfigCheck;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/// The configuration as `main` checks it and as the parts read it, from given system properties and
/// a given environment.
///
/// @param outcome what `main` says
/// @param properties what was given
record ConfigSetup(ConfigCheck.Outcome outcome, Map<String, String> properties) {
    /// What has to be given.
    static final Map<String, String> REQUIRED =
            Map.of(
                    "difftracker.cluster_name", "c1",
                    "difftracker.azure.subscription_id", "sub",
                    "difftracker.azure.resource_group", "rg",
                    "difftracker.azure.location", "westeurope",
                    "difftracker.azure.service_gateway_name", "gateway",
                    "difftracker.azure.vnet_name", "vnet");

    /// What has to be given, and these.
    static ConfigSetup with(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>(REQUIRED);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return of(properties, Map.of());
    }

    static ConfigSetup of(Map<String, String> properties, Map<String, String> environment) {
        return new ConfigSetup(
                new ConfigCheck(DifftrackerConfiguration.schema(), DifftrackerConfiguration.rules())
                        .run(properties, environment),
                properties);
    }

    <T> T mapped(Class<T> section) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder()
                        .addDiscoveredConverters()
                        .addDefaultInterceptors()
                        .withProfile(properties.getOrDefault("quarkus.profile", "prod"))
                        .withValidateUnknown(false);
        for (Class<?> type :
                new Class<?>[] {
                    ClusterConfig.class,
                    AzureConfig.class,
                    OperationsConfig.class,
                    LocationsConfig.class,
                    ServerConfig.class,
                    MetricsConfig.class,
                    AuthConfig.class
                }) {
            builder.withMapping(type);
        }
        outcome.config().getConfigSources().forEach(builder::withSources);
        SmallRyeConfig config = builder.build();
        return config.getConfigMapping(section);
    }

    ControllerSettings controller() {
        return DifftrackerConfiguration.controller(
                mapped(ClusterConfig.class),
                mapped(AzureConfig.class),
                mapped(OperationsConfig.class),
                mapped(LocationsConfig.class));
    }
}
