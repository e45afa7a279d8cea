package dev.pairplane.publishing.app;

import dev.pairplane.observability.config.ConfigProblem;
import dev.pairplane.observability.config.ConfigRule;
import dev.pairplane.observability.config.ConfigSchema;
import dev.pairplane.observability.config.ConfigValues;
import dev.pairplane.observability.health.HealthConfig;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.logging.LoggingConfig;
import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.config.AuthConfig;
import dev.pairplane.publishing.config.BreakerConfig;
import dev.pairplane.publishing.config.DatabaseConfig;
import dev.pairplane.publishing.config.JournalConfig;
import dev.pairplane.publishing.config.MetricsConfig;
import dev.pairplane.publishing.config.QueueConfig;
import dev.pairplane.publishing.config.RetryConfig;
import dev.pairplane.publishing.config.ServerConfig;
import dev.pairplane.publishing.config.TargetsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// All keys of the service, and the rules between them.
final class PublishingConfiguration {
    private static final Pattern DATABASE =
            Pattern.compile("postgresql://[^/@\\s:]+(:[0-9]{1,5})?/[^/?\\s]+");
    private static final Pattern LINK = Pattern.compile("[^=,]{1,60}=https?://[^\\s,]{1,500}");

    private PublishingConfiguration() {}

    /// Every key that the service reads.
    static ConfigSchema schema() {
        return ConfigSchema.of(
                ServerConfig.class,
                MetricsConfig.class,
                AuthConfig.class,
                DatabaseConfig.class,
                TargetsConfig.class,
                QueueConfig.class,
                RetryConfig.class,
                BreakerConfig.class,
                JournalConfig.class,
                LoggingConfig.class,
                HealthConfig.class);
    }

    /// What single keys cannot say.
    static List<ConfigRule> rules() {
        List<ConfigRule> rules = new ArrayList<>();
        rules.add(PublishingConfiguration::ports);
        rules.add(PublishingConfiguration::database);
        rules.add(PublishingConfiguration::tokensFile);
        rules.add(PublishingConfiguration::links);
        rules.add(PublishingConfiguration::rising);
        return List.copyOf(rules);
    }

    private static List<ConfigProblem> ports(ConfigValues values) {
        return values.integer("server.port") == values.integer("metrics.port")
                ? List.of(
                        values.problem(
                                "metrics.port",
                                "is the main port too",
                                "a port other than server.port"))
                : List.of();
    }

    private static List<ConfigProblem> database(ConfigValues values) {
        String key = "database.url";
        String url = values.text(key);
        if (DATABASE.matcher(url).matches()) {
            return List.of();
        }
        ConfigProblem problem =
                values.problem(
                        key,
                        "names no database",
                        "postgresql://host:port/name; user and password have keys of their own");
        // What stands before an @ may be a password, and this line goes to the log.
        return List.of(
                url.contains("@")
                        ? new ConfigProblem(
                                problem.key(),
                                Optional.of(Secret.REDACTED),
                                problem.source(),
                                problem.wrong(),
                                problem.right())
                        : problem);
    }

    private static List<ConfigProblem> tokensFile(ConfigValues values) {
        String key = "auth.tokens_file";
        Optional<String> path = values.optional(key);
        if (path.isEmpty()) {
            return List.of();
        }
        try {
            BearerTokens.Token.parse(Files.readAllLines(Path.of(path.orElseThrow())));
            return List.of();
        } catch (IOException e) {
            return List.of(values.problem(key, "cannot be read", "a file of this user's"));
        } catch (IllegalArgumentException e) {
            return List.of(
                    values.problem(key, String.valueOf(e.getMessage()), "'name role sha256'"));
        }
    }

    private static List<ConfigProblem> links(ConfigValues values) {
        String key = "server.console_links";
        boolean wrong =
                values.optional(key)
                        .filter(text ->
                                !List.of(text.split(",", -1)).stream()
                                        .map(String::strip)
                                        .allMatch(link -> LINK.matcher(link).matches()))
                        .isPresent();
        return wrong
                ? List.of(
                        values.problem(
                                key,
                                "is no list of links",
                                "such as 'difftracker=http://127.0.0.1:8083/console'"))
                : List.of();
    }

    private static List<ConfigProblem> rising(ConfigValues values) {
        return values.duration("retry.base").compareTo(values.duration("retry.max")) <= 0
                ? List.of()
                : List.of(
                        values.problem(
                                "retry.base",
                                "is more than retry.max, " + values.text("retry.max"),
                                "that or less"));
    }
}
