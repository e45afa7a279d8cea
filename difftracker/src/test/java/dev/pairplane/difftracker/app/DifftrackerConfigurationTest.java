package dev.pairplane.difftracker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.config.AuthConfig;
import dev.pairplane.difftracker.config.AzureConfig;
import dev.pairplane.difftracker.config.MetricsConfig;
import dev.pairplane.difftracker.config.ServerConfig;
import dev.pairplane.difftracker.core.azure.Ownership;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.cluster.Selection;
import dev.pairplane.difftracker.core.engine.ControllerSettings;
import dev.pairplane.difftracker.core.locations.LocationsSettings;
import dev.pairplane.difftracker.core.retry.Backoff;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifftrackerConfigurationTest {
    private static final LocationsSettings LOCATIONS =
            new LocationsSettings(
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(60),
                    500,
                    1 << 20,
                    new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2),
                    5,
                    Duration.ofMinutes(10),
                    Duration.ZERO,
                    Duration.ofMinutes(10));

    @TempDir Path directory;

    @Test
    void whatHasToBeGivenIsEnough() {
        ConfigSetup setup = ConfigSetup.with();

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.outcome().warnings()).isEmpty();
        assertThat(setup.controller())
                .isEqualTo(
                        new ControllerSettings(
                                new ResourceIds("sub", "rg", "westeurope", "gateway", "rg", "vnet"),
                                new Ownership("c1", false),
                                new Selection.ByClass("pairplane.dev/service-gateway"),
                                10,
                                3,
                                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2),
                                new Backoff(Duration.ofSeconds(15), Duration.ofMinutes(5), 0.2),
                                Duration.ofHours(1),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(30),
                                OptionalInt.empty(),
                                LOCATIONS));
        ServerConfig server = setup.mapped(ServerConfig.class);
        assertThat(server.host()).isEqualTo("127.0.0.1");
        assertThat(server.port()).isEqualTo(8083);
        assertThat(server.shutdownTimeout()).isEqualTo(Duration.ofSeconds(40));
        assertThat(setup.mapped(MetricsConfig.class).port()).isEqualTo(9483);
        AzureConfig azure = setup.mapped(AzureConfig.class);
        assertThat(azure.armEndpoint()).isEqualTo(URI.create("https://management.azure.com"));
        assertThat(azure.apiVersion()).isEqualTo("2025-05-01");
        assertThat(azure.tokenSource()).isEqualTo(AzureConfig.TokenSource.AUTO);
        assertThat(setup.mapped(AuthConfig.class).allowAnonymous()).isFalse();
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        List<String> problems = ConfigSetup.of(Map.of(), Map.of()).outcome().problems();

        assertThat(problems)
                .hasSize(ConfigSetup.REQUIRED.size())
                .allMatch(line -> line.contains("is required and not given"));
        assertThat(problems.stream().map(l -> l.split(":", 2)[0]).collect(Collectors.toSet()))
                .isEqualTo(ConfigSetup.REQUIRED.keySet());
    }

    @Test
    void theEnvironmentIsEnough() {
        Map<String, String> environment = new HashMap<>();
        ConfigSetup.REQUIRED.forEach((key, value) ->
                environment.put(key.replace('.', '_').toUpperCase(java.util.Locale.ROOT), value));

        ConfigSetup setup = ConfigSetup.of(Map.of(), environment);

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.controller().ownership().cluster()).isEqualTo("c1");
    }

    @Test
    void everyKeyReachesWhatItSets() {
        ConfigSetup setup =
                ConfigSetup.with(
                        "difftracker.service_selection", "classless",
                        "difftracker.adopt_untagged", "true",
                        "difftracker.confirm_removals", "7",
                        "difftracker.node_hold", "31s",
                        "difftracker.azure.network_subscription_id", "net",
                        "difftracker.azure.vnet_resource_group", "vnet-rg",
                        "difftracker.operations.concurrency", "11",
                        "difftracker.operations.max_retries", "4",
                        "difftracker.operations.backoff_base", "2s",
                        "difftracker.operations.backoff_cap", "32s",
                        "difftracker.operations.backoff_jitter", "0.3",
                        "difftracker.operations.cooldown_base", "16s",
                        "difftracker.operations.cooldown_cap", "6m",
                        "difftracker.operations.terminal_cooldown", "2h",
                        "difftracker.operations.timeout", "7m",
                        "difftracker.operations.call_timeout", "61s",
                        "difftracker.locations.sync_timeout", "8m",
                        "difftracker.locations.doubt_margin", "62s",
                        "difftracker.locations.max_locations", "501",
                        "difftracker.locations.max_bytes", "2M",
                        "difftracker.locations.backoff_base", "3s",
                        "difftracker.locations.backoff_cap", "33s",
                        "difftracker.locations.backoff_jitter", "0.4",
                        "difftracker.locations.stalled_after", "6",
                        "difftracker.locations.quarantine", "11m",
                        "difftracker.locations.minimum_interval", "1s",
                        "difftracker.locations.resync_interval", "12m");

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.controller())
                .isEqualTo(
                        new ControllerSettings(
                                new ResourceIds(
                                        "net", "rg", "westeurope", "gateway", "vnet-rg", "vnet"),
                                new Ownership("c1", true),
                                new Selection.Classless(),
                                11,
                                4,
                                new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(32), 0.3),
                                new Backoff(Duration.ofSeconds(16), Duration.ofMinutes(6), 0.2),
                                Duration.ofHours(2),
                                Duration.ofMinutes(7),
                                Duration.ofSeconds(61),
                                Duration.ofSeconds(31),
                                OptionalInt.of(7),
                                new LocationsSettings(
                                        Duration.ofMinutes(8),
                                        Duration.ofSeconds(62),
                                        501,
                                        2 << 20,
                                        new Backoff(
                                                Duration.ofSeconds(3), Duration.ofSeconds(33), 0.4),
                                        6,
                                        Duration.ofMinutes(11),
                                        Duration.ofSeconds(1),
                                        Duration.ofMinutes(12))));
    }

    @Test
    void servesAnotherClassWhenTold() {
        assertThat(
                        ConfigSetup.with("difftracker.load_balancer_class", "example.com/other")
                                .controller()
                                .selection())
                .isEqualTo(new Selection.ByClass("example.com/other"));
    }

    @ParameterizedTest
    @CsvSource({
        "difftracker.cluster_name, -c, letters",
        "difftracker.cluster_name, a/b, letters",
        "difftracker.service_selection, all, one of",
        "difftracker.load_balancer_class, a b, label",
        "difftracker.adopt_untagged, perhaps, true or false",
        "difftracker.confirm_removals, 0, 1 to 1000000",
        "difftracker.node_hold, 2h, 0s to 1h",
        "difftracker.azure.subscription_id, a/b, letters",
        "difftracker.azure.resource_group, ..%2f, letters",
        "difftracker.azure.arm_endpoint, http://example.com, https URL",
        "difftracker.azure.arm_endpoint, management, URL",
        "difftracker.azure.token_source, env, one of",
        "difftracker.azure.token_source, file, another token_source",
        "difftracker.azure.token_source, static, another token_source",
        "difftracker.azure.poll_interval, 2m, max_poll_interval",
        "difftracker.azure.max_concurrent_calls, 2, 3 to 1002",
        "difftracker.azure.max_concurrent_calls, 11, 12 or more",
        "difftracker.operations.concurrency, 0, 1 to 1000",
        "difftracker.operations.concurrency, 31, 33 or more",
        "difftracker.operations.max_retries, 101, 1 to 100",
        "difftracker.operations.backoff_base, 31s, backoff_cap",
        "difftracker.operations.backoff_jitter, 1.1, 0 to 1",
        "difftracker.operations.cooldown_base, 6m, cooldown_cap",
        "difftracker.operations.terminal_cooldown, 0s, 1s to 168h",
        "difftracker.operations.call_timeout, 6m, operations.timeout",
        "difftracker.operations.timeout, soon, a duration",
        "difftracker.locations.sync_timeout, 0s, 1s to 1h",
        "difftracker.locations.doubt_margin, 2h, 0s to 1h",
        "difftracker.locations.max_locations, 0, 1 to 10000",
        "difftracker.locations.max_bytes, 1K, 4K to 64M",
        "difftracker.locations.backoff_base, 31s, backoff_cap",
        "difftracker.locations.stalled_after, 0, 1 to 1000",
        "difftracker.locations.quarantine, 0s, 1s to 24h",
        "difftracker.locations.minimum_interval, 11m, 0s to 10m",
        "difftracker.locations.resync_interval, 9s, 10s to 24h",
        "server.port, 0, 1 to 65535",
        "server.shutdown_timeout, 0s, 1s to 1h",
        "server.pre_stop_delay, 6m, 0s to 5m",
        "metrics.port, 8083, a port other than server.port",
        "auth.allow_anonymous, maybe, true or false",
        "auth.tokens_file, /does/not/exist, a file"
    })
    void saysWhatIsWrongAndWhatWouldBeRight(String key, String value, String right) {
        List<String> problems = ConfigSetup.with(key, value).outcome().problems();

        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst()).contains(right);
    }

    @Test
    void aSecretIsNeverShown() {
        ConfigSetup setup =
                ConfigSetup.with(
                        "difftracker.azure.token_source", "static",
                        "difftracker.azure.token", "hush-hush",
                        "auth.read_only_token", "psst");

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.mapped(AzureConfig.class).token().orElseThrow().value())
                .isEqualTo("hush-hush");
        assertThat(
                        dev.pairplane.observability.config.EffectiveConfig.lines(
                                setup.outcome().config(), DifftrackerConfiguration.schema()))
                .noneMatch(line -> line.contains("hush") || line.contains("psst"))
                .anyMatch(line -> line.contains("cluster_name=c1*"));
    }

    @Test
    void namesTheLineOfTheTokensThatIsWrong() throws IOException {
        Path file = directory.resolve("tokens");
        Files.writeString(file, "# who\nalice read-only nonsense\n");

        assertThat(ConfigSetup.with("auth.tokens_file", file.toString()).outcome().problems())
                .singleElement()
                .asString()
                .contains("line 2");
    }

    @Test
    void aFileMayUseDashes() throws IOException {
        Path file = directory.resolve("config.yaml");
        Files.writeString(
                file,
                """
                difftracker:
                  cluster-name: dashed
                  adopt-untagged: true
                  azure:
                    subscription_id: sub
                    resource_group: rg
                    location: westeurope
                    service_gateway_name: gateway
                    vnet_name: vnet
                """);

        ConfigSetup setup = ConfigSetup.of(Map.of("config.path", file.toString()), Map.of());

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.outcome().warnings()).isEmpty();
        assertThat(setup.controller().ownership()).isEqualTo(new Ownership("dashed", true));
    }

    @Test
    void outsideProductionAnybodyMayLook() {
        assertThat(
                        ConfigSetup.with("quarkus.profile", "local")
                                .mapped(AuthConfig.class)
                                .allowAnonymous())
                .isTrue();
    }
}
