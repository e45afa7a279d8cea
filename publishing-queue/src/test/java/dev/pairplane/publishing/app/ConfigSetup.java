package dev.pairplane.publishing.app;

import dev.pairplane.observability.config.ConfigCheck;
import dev.pairplane.publishing.config.AuthConfig;
import dev.pairplane.publishing.config.BreakerConfig;
import dev.pairplane.publishing.config.DatabaseConfig;
import dev.pairplane.publishing.config.JournalConfig;
import dev.pairplane.publishing.config.MetricsConfig;
import dev.pairplane.publishing.config.QueueConfig;
import dev.pairplane.publishing.config.RetryConfig;
import dev.pairplane.publishing.config.ServerConfig;
import dev.pairplane.publishing.config.TargetsConfig;
import dev.pairplane.publishing.core.intake.PublishingSettings;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The configuration as `main` checks it and as the parts read it, from given system properties and
/// a given environment.
///
/// @param outcome what `main` says
/// @param properties what was given
record ConfigSetup(ConfigCheck.Outcome outcome, Map<String, String> properties) {
    private static final List<Class<?>> SECTIONS =
            List.of(
                    ServerConfig.class,
                    MetricsConfig.class,
                    AuthConfig.class,
                    DatabaseConfig.class,
                    TargetsConfig.class,
                    QueueConfig.class,
                    RetryConfig.class,
                    BreakerConfig.class,
                    JournalConfig.class);

    static ConfigSetup with(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return of(properties, Map.of());
    }

    static ConfigSetup of(Map<String, String> properties, Map<String, String> environment) {
        return new ConfigSetup(
                new ConfigCheck(PublishingConfiguration.schema(), PublishingConfiguration.rules())
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
        SECTIONS.forEach(builder::withMapping);
        outcome.config().getConfigSources().forEach(builder::withSources);
        SmallRyeConfig config = builder.build();
        return config.getConfigMapping(section);
    }

    PublishingSettings core() {
        return CoreSettings.of(
                mapped(QueueConfig.class),
                mapped(RetryConfig.class),
                mapped(BreakerConfig.class),
                mapped(JournalConfig.class),
                mapped(ServerConfig.class));
    }
}
