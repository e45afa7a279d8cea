package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.azure.AzureConfig;
import dev.pairplane.simulators.azure.AzureSimulator;
import dev.pairplane.simulators.azure.GatewaySeed;
import dev.pairplane.simulators.kubernetes.KubernetesConfig;
import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import dev.pairplane.testkit.FreePorts;
import dev.pairplane.testkit.Readiness;
import dev.pairplane.testkit.Seeds;
import dev.pairplane.testkit.ServiceProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The JVM images, started as the chart starts them: with its command, environment, configuration
/// and mounts, on a read-only root, as a user that no file knows. The base is [MachineBase].
/// Skipped where this is not run by root.
@Timeout(300)
class StartsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir private Path folder;
    private final Map<String, String> secrets = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, Map<String, String>> files = new HashMap<>();

    @BeforeAll
    static void containersCanBeMade() throws Exception {
        var missing = Container.missing();
        Assumptions.assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
        JvmImages.get();
    }

    /// Deployment invariants 16, 25 and 42.
    @Test
    void theStorageNodeRunsAsItsPod() throws Exception {
        runs("storage-node");

        assertThat(folder.resolve("data/pairdb")).isNotEmptyDirectory();
    }

    /// Deployment invariants 16, 25 and 42.
    @Test
    void thePublishingQueueRunsAsItsPod() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            secrets.putAll(
                    Map.of(
                            "host", "127.0.0.1",
                            "port", Integer.toString(postgres.getPort()),
                            "dbname", "postgres",
                            "username", "postgres",
                            "password", "postgres"));
            files.put("tokens", Map.of("tokens", "me admin " + "0".repeat(64) + "\n"));
            files.put(
                    "targets",
                    Map.of(
                            "targets.yaml",
                            """
                            name: on-call
                            type: webhook
                            url: https://hooks.example.com/alerts
                            """));

            runs("publishing-queue");
        }
    }

    /// Deployment invariants 16, 25 and 42.
    @Test
    void difftrackerRunsAsItsPod() throws Exception {
        GatewaySeed gateway =
                new GatewaySeed(
                        "00000000-0000-0000-0000-000000000001",
                        "network",
                        "westeurope",
                        "gateway",
                        "network",
                        "vnet",
                        true);
        try (AzureSimulator azure = AzureSimulator.start(AzureConfig.onAnyPort().seed(gateway));
                KubernetesSimulator kubernetes =
                        KubernetesSimulator.start(KubernetesConfig.defaults())) {
            Path kubeconfig = folder.resolve("kubeconfig");
            kubernetes.writeKubeconfig(kubeconfig);
            files.put("tmp", Map.of("kubeconfig", Files.readString(kubeconfig)));
            environment.put("KUBECONFIG", "/tmp/kubeconfig");
            environment.put("DIFFTRACKER_AZURE_ARM_ENDPOINT", azure.uri().toString());
            environment.put("DIFFTRACKER_AZURE_TOKEN_SOURCE", "static");
            environment.put("DIFFTRACKER_AZURE_TOKEN", "anything");

            runs("difftracker");
        }
    }

    /// Without a chart: what the image itself says is enough, a name and a volume for the data.
    @Test
    void anImageStartsByItselfAndListensForOthers() throws Exception {
        OciArchive image = JvmImages.get().archive("storage-node");
        environment.putAll(environmentOf(image));
        environment.put("NODE_ID", "node-1");
        int managementPort = choosePorts();
        Map<String, Path> volumes =
                Map.of(
                        "/tmp", volume("tmp", Map.of(), false),
                        "/var/lib/pairdb", volume("data", Map.of(), false));
        Container container =
                new Container(JvmImages.get().root("storage-node"), 1000, volumes, environment);
        List<String> command = new ArrayList<>();
        image.config("Entrypoint").forEach(word -> command.add(word.asText()));
        Path log = folder.resolve("log");

        Process process = container.start(command, log);
        try {
            answers(managementPort, "/health/ready", process, log);
            // A socket of IPv6 listens for IPv4 too.
            assertThat(
                            Files.readString(Path.of("/proc/net/tcp"))
                                    + Files.readString(Path.of("/proc/net/tcp6")))
                    .containsPattern(": 0+:%04X 0+:0000 0A".formatted(managementPort));
            process.destroy();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /// Else the JVM ignores it silently, and nobody notices but the clock.
    @Test
    void theCacheFitsTheImageThatItIsIn() throws Exception {
        Pod pod = Pod.of(JvmImages.CACHED);
        List<String> command = new ArrayList<>(pod.command());
        command.add(1, "-XX:AOTMode=on");
        command.add("--version");
        Container container =
                new Container(JvmImages.get().root(JvmImages.CACHED), 1000, Map.of(), Map.of());

        assertThat(container.run(command, folder.resolve("log")))
                .startsWith(JvmImages.CACHED + " 0.1.0")
                .doesNotContain("aot");
    }

    private void runs(String service) throws Exception {
        Pod pod = Pod.of(service);
        int managementPort = choosePorts();
        Map<String, String> own = environmentOf(JvmImages.get().archive(service));
        Map<String, String> all = new LinkedHashMap<>(own);
        all.putAll(pod.environment(secrets));
        all.putAll(environment);
        Path root = JvmImages.get().root(service);
        long user = 1_000_000_000L + Seeds.of(managementPort).random("user").nextInt(1_000_000);
        Container container = new Container(root, user, volumes(pod), all);
        Path log = folder.resolve("log");

        Process process = container.start(pod.command(), log);
        try {
            for (String kind : List.of("startup", "liveness", "readiness")) {
                answers(managementPort, pod.probe(kind), process, log);
            }
            assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/status")))
                    .contains("Uid:\t%d\t%1$d\t%1$d\t%1$d\nGid:\t0\t0\t0\t0\n".formatted(user));
            Container tests =
                    new Container(
                            root, user, Map.of("/tmp", volume("tests", Map.of(), false)), own);
            assertThat(pod.tests()).isNotEmpty();
            for (List<String> test : pod.tests()) {
                tests.run(redirected(test, managementPort), folder.resolve("test.log"));
            }
            process.destroy();

            assertThat(process.waitFor(pod.secondsToStop(), TimeUnit.SECONDS))
                    .as("ends within its grace period; %s", Files.readString(log))
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
            assertThat(Files.readString(log)).doesNotContain("Read-only file system");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /// Chooses ports, and what else every process here is given.
    ///
    /// @return the port of probes
    private int choosePorts() {
        try (FreePorts ports = FreePorts.hold(2)) {
            int managementPort = ports.next();
            environment.put("SERVER_PORT", Integer.toString(ports.next()));
            environment.put("METRICS_PORT", Integer.toString(managementPort));
            // Room for other tests on the same disk, and little to wait for.
            environment.put("COMMIT_LOG_SEGMENT_SIZE", "16777216");
            // Nothing is measured: code is compiled once, and quickly.
            environment.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
            return managementPort;
        }
    }

    private static Map<String, String> environmentOf(OciArchive image) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (JsonNode variable : image.config("Env")) {
            String[] pair = variable.asText().split("=", 2);
            environment.put(pair[0], pair[1]);
        }
        assertThat(environment).containsOnlyKeys("CONFIG_PATH");
        return environment;
    }

    /// The volumes by where they are mounted: as the kubelet makes them, those that are written to
    /// belong to the group.
    private Map<String, Path> volumes(Pod pod) throws IOException {
        Map<String, Path> volumes = new LinkedHashMap<>();
        files.put("config", pod.files());
        for (Pod.Mount mount : pod.mounts()) {
            Map<String, String> content = files.getOrDefault(mount.volume(), Map.of());
            assertThat(!mount.readOnly() || !content.isEmpty())
                    .as("what is in %s is known", mount)
                    .isTrue();
            volumes.put(mount.path(), volume(mount.volume(), content, mount.readOnly()));
        }
        return volumes;
    }

    private Path volume(String name, Map<String, String> content, boolean readOnly)
            throws IOException {
        Path volume = Files.createDirectories(folder.resolve(name));
        for (Map.Entry<String, String> file : content.entrySet()) {
            Path to = volume.resolve(file.getKey());
            Files.writeString(to, file.getValue());
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.setPosixFilePermissions(
                volume, PosixFilePermissions.fromString(readOnly ? "r-xr-xr-x" : "rwxrwx---"));
        return volume;
    }

    private static void answers(int port, String path, Process process, Path log) {
        await().alias(path)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("it ended; its log:\n" + Files.readString(log));
                    }
                })
                .until(Readiness.http(ServiceProcess.loopback(port, path))::isReady);
    }

    /// A command of `helm test`, with the Service's name and ports replaced by what they lead to.
    private List<String> redirected(List<String> command, int managementPort) {
        String port = environment.getOrDefault("SERVER_PORT", "");
        return command.stream()
                .map(word -> word.replaceFirst("[a-z0-9.-]+\\.svc\\.cluster\\.local", "127.0.0.1"))
                .map(word -> word.replaceFirst(":94\\d\\d/", ":" + managementPort + "/"))
                .map(word -> word.equals("8080") ? port : word)
                .toList();
    }
}
