package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The launcher with the packaged services.
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
class LauncherIT {

    private static final String RUNNING = "Ctrl-C stops everything.";

    @TempDir Path directory;

    @BeforeEach
    void makeRepository() throws Exception {
        Playground.in(directory);
    }

    @Test
    void printsPlacesThatAnswerAndStopsInOrder() throws Exception {
        try (LauncherProcess launcher = start();
                Answers answers = new Answers()) {
            launcher.awaitLine(RUNNING);
            for (URI place : places(launcher)) {
                assertThat(answers.at(place)).as("%s", place).isTrue();
            }
            assertThat(places(launcher)).hasSizeGreaterThan(15);
            assertThat(String.join("\n", launcher.output()))
                    .containsPattern("postgres +server +postgresql://127.0.0.1:\\d+/publishing");

            launcher.signal("TERM");

            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.lastLine()).startsWith("simulators stopped in ");
            assertThat(String.join("\n", launcher.output()))
                    .containsSubsequence(
                            "publishing-queue stopped in ",
                            "storage-node-0 stopped in ",
                            "difftracker stopped in ",
                            "receiver stopped in ",
                            "postgres stopped in ");
            assertThat(launcher.survivors()).isEmpty();
        }
    }

    @Test
    void keepsWhatWasAcknowledgedThroughAKillAndLeavesNoProcess() throws Exception {
        try (LauncherProcess launcher = start()) {
            launcher.awaitLine(RUNNING);
            assertThat(client(launcher, "put", "demo", "greeting", "hello")).isNotEmpty();

            launcher.signal("KILL");

            assertThat(launcher.exitCode()).isEqualTo(137);
            launcher.awaitNoSurvivors();
        }
        try (LauncherProcess launcher = start()) {
            launcher.awaitLine(RUNNING);

            assertThat(client(launcher, "get", "demo", "greeting")).contains("hello");
        }
    }

    @Test
    void servesWhatIsAppliedAndKeepsBothHalvesOfTheStateTogether() throws Exception {
        String address;
        try (LauncherProcess launcher = start()) {
            launcher.awaitLine(RUNNING);
            int port = kubernetesPort(launcher);
            Playground.Screen screen = new Playground.Screen();

            new Apply(
                            directory,
                            new Command.Apply(List.of(Playground.sample("shop.yaml")), port),
                            screen.stream())
                    .run();

            assertThat(screen.text())
                    .contains("services/default/shop created", "nodes/node-a created");
            try (KubernetesApi kubernetes = new KubernetesApi(port)) {
                await().atMost(Duration.ofSeconds(60)).until(() -> !address(kubernetes).isEmpty());
                address = address(kubernetes);
            }
            launcher.signal("TERM");
            assertThat(launcher.exitCode()).isZero();
        }
        assertThat(directory.resolve(".pairplane/kubeconfig")).exists();
        try (LauncherProcess launcher = start()) {
            launcher.awaitLine(RUNNING);
            try (KubernetesApi kubernetes = new KubernetesApi(kubernetesPort(launcher));
                    JsonHttp azure =
                            new JsonHttp(
                                    "the Azure simulator",
                                    URI.create(find(launcher, "azure +state +(http://[0-9.:]+)/")),
                                    "test")) {
                assertThat(address(kubernetes)).isEqualTo(address);
                assertThat(azure.get("/simulator/state").body().toString()).contains(address);
            }
        }
    }

    @Test
    void deliversAfterAKillOfEverythingWhatWasAcceptedBefore() throws Exception {
        DemoAlert alert =
                DemoAlert.of(DemoAlert.Tier.HIGH, 1, "kept", Instant.now().toString()).getFirst();
        List<String> jobs;
        try (LauncherProcess launcher = start()) {
            launcher.awaitLine(RUNNING);
            try (PublishingApi queue = queue(launcher);
                    ReceiverApi receiver = receiver(launcher)) {
                for (String target : PublishingQueue.TARGETS) {
                    receiver.holds(target);
                }
                jobs = queue.submit(alert, "once").orElseThrow();
                await().atMost(Duration.ofSeconds(30)).until(() -> receiver.held() > 0);
            }
            launcher.signal("KILL");
            assertThat(launcher.exitCode()).isEqualTo(137);
            launcher.awaitNoSurvivors();
        }
        try (LauncherProcess launcher = startAgain()) {
            launcher.awaitLine(RUNNING);
            try (PublishingApi queue = queue(launcher);
                    ReceiverApi receiver = receiver(launcher)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() ->
                                receiver.deliveries("").stream()
                                        .filter(ReceiverApi.Delivery::succeeded)
                                        .map(ReceiverApi.Delivery::job)
                                        .collect(Collectors.toSet())
                                        .equals(Set.copyOf(jobs)));
                assertThat(queue.submit(alert, "once").orElseThrow())
                        .containsExactlyInAnyOrderElementsOf(jobs);
            }
            launcher.signal("TERM");
            assertThat(launcher.exitCode()).isZero();
        }
    }

    /// The targets' file is written once, and the receiver has another port now.
    private LauncherProcess startAgain() throws Exception {
        Files.delete(directory.resolve(".pairplane/publishing-queue/targets.yaml"));
        return start();
    }

    private static PublishingApi queue(LauncherProcess launcher) {
        return new PublishingApi(
                URI.create(find(launcher, "publishing-queue +console +(http://[0-9.:]+)/")),
                URI.create(find(launcher, "publishing-queue +metrics +(http://[0-9.:]+)/")),
                find(launcher, "export API_TOKEN=(\\S+)"));
    }

    private static ReceiverApi receiver(LauncherProcess launcher) {
        return new ReceiverApi(URI.create(find(launcher, "receiver +console +(http://[0-9.:]+)/")));
    }

    private static int kubernetesPort(LauncherProcess launcher) {
        return Integer.parseInt(find(launcher, "kubernetes +API +http://127.0.0.1:(\\d+)/"));
    }

    private static String address(KubernetesApi kubernetes) throws Exception {
        return ClusterPicture.look(kubernetes).services().values().stream()
                .filter(service -> service.name().equals("shop"))
                .flatMap(service -> service.addresses().stream())
                .findFirst()
                .orElse("");
    }

    private LauncherProcess start() throws Exception {
        Packages packages = Packaged.packages();
        return LauncherProcess.start(
                Playground.javaCommand(
                        OnFreePorts.class,
                        directory.toString(),
                        packages.storageNode().toString(),
                        packages.difftracker().toString(),
                        packages.publishingQueue().toString(),
                        packages.simulators().toString(),
                        packages.postgres().toString()),
                directory,
                Map.of());
    }

    /// What the command line that the launcher shows would print.
    private static String client(LauncherProcess launcher, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Playground.java().toString(),
                                "-jar",
                                Packaged.storageNode().toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--port", find(launcher, " --port (\\d+)")));
        Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(client.waitFor()).as(printed).isZero();
        return printed;
    }

    /// The addresses of the table that are not gRPC's.
    private static List<URI> places(LauncherProcess launcher) {
        return launcher.output().stream()
                .filter(line -> line.startsWith("  "))
                .map(Pattern.compile(" (http://\\S+)$")::matcher)
                .filter(Matcher::find)
                .map(matcher -> URI.create(matcher.group(1)))
                .toList();
    }

    private static String find(LauncherProcess launcher, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(String.join("\n", launcher.output()));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
