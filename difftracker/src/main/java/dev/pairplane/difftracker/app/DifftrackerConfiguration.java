package dev.pairplane.difftracker.app;

import dev.pairplane.difftracker.config.AuthConfig;
import dev.pairplane.difftracker.config.AzureConfig;
import dev.pairplane.difftracker.config.ClusterConfig;
import dev.pairplane.difftracker.config.LocationsConfig;
import dev.pairplane.difftracker.config.MetricsConfig;
import dev.pairplane.difftracker.config.OperationsConfig;
import dev.pairplane.difftracker.config.ServerConfig;
import dev.pairplane.difftracker.core.azure.Ownership;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.cluster.Selection;
import dev.pairplane.difftracker.core.engine.ControllerSettings;
import dev.pairplane.difftracker.core.locations.LocationsSettings;
import dev.pairplane.difftracker.core.retry.Backoff;
import dev.pairplane.observability.config.ConfigProblem;
import dev.pairplane.observability.config.ConfigRule;
import dev.pairplane.observability.config.ConfigSchema;
import dev.pairplane.observability.config.ConfigValues;
import dev.pairplane.observability.health.HealthConfig;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.logging.LoggingConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// All keys of the controller, the rules between them, and what they mean to its core.
final class DifftrackerConfiguration {
    private static final Pattern CLUSTER_NAME =
            Pattern.compile("[a-zA-Z0-9]([-a-zA-Z0-9.]{0,61}[a-zA-Z0-9])?");
    private static final Pattern CLASS_NAME =
            Pattern.compile(
                    "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final double COOLDOWN_JITTER = 0.2;

    /// Calls to Azure besides those of the operations: the locations' and a read of everything.
    private static final int CALLS_BESIDES = 2;

    private DifftrackerConfiguration() {}

    /// Every key that the controller reads.
    static ConfigSchema schema() {
        return ConfigSchema.of(
                ClusterConfig.class,
                AzureConfig.class,
                OperationsConfig.class,
                LocationsConfig.class,
                ServerConfig.class,
                MetricsConfig.class,
                AuthConfig.class,
                LoggingConfig.class,
                HealthConfig.class);
    }

    /// What single keys cannot say.
    static List<ConfigRule> rules() {
        List<ConfigRule> rules = new ArrayList<>();
        rules.add(DifftrackerConfiguration::clusterName);
        rules.add(DifftrackerConfiguration::className);
        rules.add(DifftrackerConfiguration::names);
        rules.add(DifftrackerConfiguration::endpoint);
        rules.add(DifftrackerConfiguration::token);
        rules.add(DifftrackerConfiguration::azureCalls);
        rules.add(DifftrackerConfiguration::ports);
        rules.add(DifftrackerConfiguration::tokensFile);
        Map.of(
                        "difftracker.operations.backoff_base",
                        "difftracker.operations.backoff_cap",
                        "difftracker.operations.cooldown_base",
                        "difftracker.operations.cooldown_cap",
                        "difftracker.operations.call_timeout",
                        "difftracker.operations.timeout",
                        "difftracker.locations.backoff_base",
                        "difftracker.locations.backoff_cap",
                        "difftracker.azure.poll_interval",
                        "difftracker.azure.max_poll_interval")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(pair ->
                        rules.add(values -> rising(values, pair.getKey(), pair.getValue())));
        return List.copyOf(rules);
    }

    private static List<ConfigProblem> clusterName(ConfigValues values) {
        String key = "difftracker.cluster_name";
        return CLUSTER_NAME.matcher(values.text(key)).matches()
                ? List.of()
                : List.of(
                        values.problem(
                                key,
                                "is no name",
                                "1 to 63 letters, digits, dots and dashes that begin and end with a"
                                        + " letter or digit"));
    }

    private static List<ConfigProblem> className(ConfigValues values) {
        String key = "difftracker.load_balancer_class";
        return CLASS_NAME.matcher(values.text(key)).matches()
                ? List.of()
                : List.of(
                        values.problem(
                                key,
                                "is no class that a Service can have",
                                "a label-like name such as pairplane.dev/service-gateway"));
    }

    /// Parts of a resource's path.
    private static List<ConfigProblem> names(ConfigValues values) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (String name :
                List.of(
                        "subscription_id",
                        "network_subscription_id",
                        "resource_group",
                        "location",
                        "service_gateway_name",
                        "vnet_name",
                        "vnet_resource_group",
                        "api_version")) {
            String key = "difftracker.azure." + name;
            values.optional(key)
                    .filter(text -> !text.matches("[-\\w.()]{1,90}"))
                    .ifPresent(_ ->
                            problems.add(
                                    values.problem(
                                            key,
                                            "is no name in Azure",
                                            "1 to 90 letters, digits, dots, dashes, underscores"
                                                    + " and brackets")));
        }
        return problems;
    }

    private static List<ConfigProblem> endpoint(ConfigValues values) {
        String key = "difftracker.azure.arm_endpoint";
        URI endpoint = URI.create(values.text(key));
        boolean safe =
                "https".equalsIgnoreCase(endpoint.getScheme())
                        || ("http".equalsIgnoreCase(endpoint.getScheme())
                                && LOOPBACK.contains(String.valueOf(endpoint.getHost())));
        return safe && endpoint.getHost() != null
                ? List.of()
                : List.of(
                        values.problem(
                                key,
                                "would send tokens in the clear, or nowhere",
                                "an https URL, or an http URL of this machine"));
    }

    private static List<ConfigProblem> token(ConfigValues values) {
        String source = values.text("difftracker.azure.token_source");
        String needed =
                switch (source.toLowerCase(java.util.Locale.ROOT)) {
                    case "file" -> "difftracker.azure.token_file";
                    case "static" -> "difftracker.azure.token";
                    default -> "";
                };
        return needed.isEmpty() || values.optional(needed).isPresent()
                ? List.of()
                : List.of(
                        values.problem(
                                needed,
                                "is not given, and token_source is " + source,
                                "it, or another token_source"));
    }

    /// What finds no room is put off as if Azure were down; so there has to be room for all.
    private static List<ConfigProblem> azureCalls(ConfigValues values) {
        String key = "difftracker.azure.max_concurrent_calls";
        long needed = values.integer("difftracker.operations.concurrency") + CALLS_BESIDES;
        return values.integer(key) >= needed
                ? List.of()
                : List.of(
                        values.problem(
                                key,
                                "leaves no room for difftracker.operations.concurrency, "
                                        + values.text("difftracker.operations.concurrency"),
                                needed + " or more, or less concurrency"));
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

    private static List<ConfigProblem> tokensFile(ConfigValues values) {
        String key = "auth.tokens_file";
        Path file = Path.of(values.text(key));
        try {
            BearerTokens.Token.parse(Files.readAllLines(file));
            return List.of();
        } catch (IOException e) {
            return List.of(values.problem(key, "cannot be read", "a file of this user's"));
        } catch (IllegalArgumentException e) {
            return List.of(
                    values.problem(key, String.valueOf(e.getMessage()), "'name role sha256'"));
        }
    }

    private static List<ConfigProblem> rising(ConfigValues values, String small, String large) {
        return values.duration(small).compareTo(values.duration(large)) <= 0
                ? List.of()
                : List.of(
                        values.problem(
                                small,
                                "is more than " + large + ", " + values.text(large),
                                "that or less"));
    }

    static ControllerSettings controller(
            ClusterConfig cluster,
            AzureConfig azure,
            OperationsConfig operations,
            LocationsConfig locations) {
        return new ControllerSettings(
                ids(azure),
                new Ownership(cluster.clusterName(), cluster.adoptUntagged()),
                selection(cluster),
                operations.concurrency(),
                operations.maxRetries(),
                new Backoff(
                        operations.backoffBase(),
                        operations.backoffCap(),
                        operations.backoffJitter()),
                new Backoff(operations.cooldownBase(), operations.cooldownCap(), COOLDOWN_JITTER),
                operations.terminalCooldown(),
                operations.timeout(),
                operations.callTimeout(),
                cluster.nodeHold(),
                cluster.confirmRemovals(),
                locations(locations));
    }

    static ResourceIds ids(AzureConfig azure) {
        return new ResourceIds(
                azure.networkSubscriptionId().orElse(azure.subscriptionId()),
                azure.resourceGroup(),
                azure.location(),
                azure.serviceGatewayName(),
                azure.vnetResourceGroup().orElse(azure.resourceGroup()),
                azure.vnetName());
    }

    private static Selection selection(ClusterConfig cluster) {
        return switch (cluster.serviceSelection()) {
            case CLASS -> new Selection.ByClass(cluster.loadBalancerClass());
            case CLASSLESS -> new Selection.Classless();
        };
    }

    private static LocationsSettings locations(LocationsConfig locations) {
        return new LocationsSettings(
                locations.syncTimeout(),
                locations.doubtMargin(),
                locations.maxLocations(),
                Math.toIntExact(ConfigSchema.bytes(locations.maxBytes())),
                new Backoff(
                        locations.backoffBase(), locations.backoffCap(), locations.backoffJitter()),
                locations.stalledAfter(),
                locations.quarantine(),
                locations.minimumInterval(),
                locations.resyncInterval());
    }
}
