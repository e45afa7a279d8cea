package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The packaged demo with the packaged services: it passes, and it cannot pass when something is
/// really wrong. A demo waits more than it works, so several run at once.
@Timeout(400)
@Execution(ExecutionMode.CONCURRENT)
class DemoIT {

    @TempDir Path directory;

    @Test
    void passesInLessThanFiveMinutes() throws Exception {
        long start = System.nanoTime();
        try (LauncherProcess demo = demo()) {
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.lastLine())
                    .startsWith("demo PASSED in ")
                    .contains(
                            "verified 1000 of 1000 acknowledged keys after kill -9",
                            "1 creation finished after kill -9 and 1 undone",
                            "nothing left in Azure and no Service stranded",
                            "1200 jobs of 300 alerts: ",
                            "none lost across kill -9");
            assertThat(String.join("\n", demo.output()))
                    .containsSubsequence(
                            "services/default/shop created",
                            "ok: after ",
                            "endpointslices/default/shop-1 configured",
                            "ok: after ",
                            "delete the Service 'blog'",
                            "first its addresses, then its resources, then the object",
                            "the Service 'ads' is deleted meanwhile, and held by"
                                    + " [servicegateway.azure.com/service-cleanup]",
                            "ok: nothing is left of 'ads'",
                            "Azure is as it was before the demo",
                            "difftracker stopped in ",
                            "simulators stopped in ",
                            "ok: 200 alerts accepted, 800 jobs; ",
                            "critical before warning before info",
                            "it is open: ",
                            "it is closed, and all 200 jobs have ended; ",
                            "all 200 are there, each sent once, with the answer 400",
                            "a second replay is refused (409)",
                            "kill -9 of process ",
                            "is delivered or in the dead letter queue",
                            "publishing-queue stopped in ",
                            "postgres stopped in ");
            // Nothing but its own words: no warning of the JVM, no stray log line.
            assertThat(demo.output()).noneMatch(line -> line.contains("WARN"));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(5));
    }

    @Test
    void failsWhenTheClientsUseAWrongPort() throws Exception {
        int wrong = Ports.free(1).getFirst();
        try (LauncherProcess demo =
                demo("--only", "storage-node", "--client-port", Integer.toString(wrong))) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.lastLine())
                    .startsWith(
                            "pairplane: demo FAILED: Read of nothing: no answer from the storage"
                                    + " node at 127.0.0.1:"
                                    + wrong);
        }
    }

    @Test
    void failsWhenTheDataDirectoryIsAFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        try (LauncherProcess demo = demo("--only", "storage-node", "--data-dir", file.toString())) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.lastLine())
                    .startsWith(
                            "pairplane: demo FAILED: the data directory %s is not a directory"
                                    .formatted(file));
        }
    }

    @Test
    void failsWhenTheNodeIsKilledForGood() throws Exception {
        try (LauncherProcess demo = demo("--only", "storage-node")) {
            demo.awaitLine("100 of 1000 acknowledged");
            try (Assassin _ = new Assassin(demo.handle(), "quarkus-run.jar")) {
                assertThat(demo.exitCode()).isEqualTo(1);
            }
            assertThat(demo.lastLine())
                    .startsWith("pairplane: demo FAILED: storage-node-0 ended with exit code 137");
            assertThat(demo.survivors()).isEmpty();
        }
    }

    @Test
    void failsWhenDifftrackerIsKilledForGood() throws Exception {
        try (LauncherProcess demo = gatewayDemo()) {
            demo.awaitLine("difftracker ready after");
            killForGood(demo, "difftracker");
        }
    }

    @Test
    void failsWhenTheSimulatorsAreKilledForGood() throws Exception {
        try (LauncherProcess demo = gatewayDemo()) {
            demo.awaitLine("services/default/blog created");
            killForGood(demo, "simulators");
        }
    }

    @Test
    void failsWhenPublishingQueueIsKilledForGood() throws Exception {
        try (LauncherProcess demo = publishingDemo()) {
            demo.awaitLine("publishing-queue ready after");
            killForGood(demo, "publishing-queue");
        }
    }

    @Test
    void failsWhenTheReceiverIsKilledForGood() throws Exception {
        try (LauncherProcess demo = publishingDemo()) {
            demo.awaitLine("100 of priority medium accepted");
            killForGood(demo, "receiver");
        }
    }

    @Test
    void failsWhenWhatWatchesPostgresIsKilledForGood() throws Exception {
        try (LauncherProcess demo = publishingDemo()) {
            demo.awaitLine("60 of priority low accepted");
            killForGood(demo, "postgres");
        }
    }

    @Test
    void failsWhenPostgresDiesAlone() throws Exception {
        try (LauncherProcess demo = publishingDemo()) {
            demo.awaitLine("60 of priority low accepted");
            try (Assassin _ = new Assassin(demo.handle(), "bin/postgres -D")) {
                assertThat(demo.exitCode()).isEqualTo(1);
            }
            assertThat(demo.lastLine())
                    .startsWith("pairplane: demo FAILED: postgres ended with exit code 1");
            assertThat(demo.survivors()).isEmpty();
        }
    }

    @Test
    void failsWhenTheReceiverLosesWhatItGot() throws Exception {
        try (LauncherProcess demo = publishingDemo()) {
            demo.awaitLine("critical before warning before info");
            try (JsonHttp receiver =
                    new JsonHttp(
                            "the receiver",
                            place(demo, "receiver ready after .*: (http://\\S+)"),
                            "sabotage")) {
                assertThat(receiver.send("DELETE", "/deliveries").status()).isEqualTo(204);
            }

            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.lastLine()).startsWith("pairplane: demo FAILED: ");
            assertThat(demo.survivors()).isEmpty();
        }
    }

    private static void killForGood(LauncherProcess demo, String name) throws Exception {
        try (Assassin _ = new Assassin(demo.handle(), name)) {
            assertThat(demo.exitCode()).isEqualTo(1);
        }
        assertThat(demo.lastLine())
                .startsWith("pairplane: demo FAILED: " + name + " ended with exit code 137");
        assertThat(demo.survivors()).isEmpty();
    }

    @Test
    void failsWhenAzureLosesWhatItHas() throws Exception {
        try (LauncherProcess demo = gatewayDemo();
                JsonHttp azure = azure(demo)) {
            demo.awaitLine("endpointslices/default/shop-1 configured");
            assertThat(azure.send("POST", "/simulator/reset").status()).isEqualTo(204);
            // Else the controller may have made all of it again before the demo looks.
            loses(azure, "\"methods\": [\"PUT\", \"POST\"]");

            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.lastLine()).startsWith("pairplane: demo FAILED: ");
            assertThat(demo.survivors()).isEmpty();
        }
    }

    @Test
    void failsWhenAzureDoesNotDelete() throws Exception {
        try (LauncherProcess demo = gatewayDemo();
                JsonHttp azure = azure(demo)) {
            demo.awaitLine("difftracker ready after");
            loses(azure, "\"methods\": [\"DELETE\"], \"kind\": \"publicIPAddresses\"");

            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.lastLine())
                    .startsWith(
                            "pairplane: demo FAILED: the Service blog goes: not after 60 s: of it"
                                    + " is left in Azure its public IP ");
        }
    }

    /// From now on the simulated Azure loses these requests.
    private static void loses(JsonHttp azure, String which) throws Exception {
        JsonNode fault =
                new JsonMapper()
                        .readTree(
                                "{%s, \"times\": 0, \"action\": {\"type\": \"lostBefore\"}}"
                                        .formatted(which));
        assertThat(azure.send("POST", "/simulator/faults", fault, JsonHttp.JSON).status())
                .isEqualTo(201);
    }

    /// Speaks with the simulated Azure that the demo has started.
    private static JsonHttp azure(LauncherProcess demo) {
        demo.awaitLine("simulators ready after");
        return new JsonHttp(
                "the Azure simulator", place(demo, "Azure (http://[0-9.:]+),"), "sabotage");
    }

    /// What the demo has said about where something answers.
    private static URI place(LauncherProcess demo, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(String.join("\n", demo.output()));
        assertThat(matcher.find()).isTrue();
        return URI.create(matcher.group(1));
    }

    private LauncherProcess publishingDemo() throws Exception {
        return demo("--only", "publishing-queue");
    }

    private LauncherProcess gatewayDemo() throws Exception {
        return demo("--only", "difftracker");
    }

    /// The command line of `make demo`.
    private LauncherProcess demo(String... options) throws Exception {
        Packages packages = Packaged.packages();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Playground.java().toString(),
                                "--sun-misc-unsafe-memory-access=allow",
                                "-jar",
                                Packaged.launcher().toString(),
                                "demo"));
        command.addAll(List.of(options));
        return LauncherProcess.start(
                command,
                Playground.in(directory.resolve("repository")).root(),
                Map.of(
                        Packages.STORAGE_NODE_JAR,
                        packages.storageNode().toString(),
                        Packages.DIFFTRACKER_JAR,
                        packages.difftracker().toString(),
                        Packages.PUBLISHING_QUEUE_JAR,
                        packages.publishingQueue().toString(),
                        Packages.SIMULATORS_JAR,
                        packages.simulators().toString(),
                        Packages.POSTGRES_JAR,
                        packages.postgres().toString()));
    }
}
