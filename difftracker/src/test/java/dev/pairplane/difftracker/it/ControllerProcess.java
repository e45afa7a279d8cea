package dev.pairplane.difftracker.it;

import dev.pairplane.testkit.ClassArchive;
import dev.pairplane.testkit.FreePorts;
import dev.pairplane.testkit.Readiness;
import dev.pairplane.testkit.ScrapeFile;
import dev.pairplane.testkit.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/// The packaged controller in a process of its own, on ports of its own, between the two simulators
/// of a [World]. The folder gets its log, `difftracker.log`. One thread at a time.
public final class ControllerProcess implements AutoCloseable {
    /// The machine may be busy; nothing is measured with it.
    public static final Duration PATIENCE = Duration.ofSeconds(90);

    /// What the resources are tagged with.
    static final String CLUSTER = "it-cluster";

    private static final Path BUILD =
            Path.of(System.getProperty("pairplane.build.directory", "target"));
    private static final Path JAR = BUILD.resolve("quarkus-app/quarkus-run.jar");

    /// Options of the JVM.
    private static final List<String> SHORT_LIFE =
            List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final ServiceProcess process;
    private final int port;
    private final int managementPort;

    private ControllerProcess(ServiceProcess process, int port, int managementPort) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
    }

    /// How to start one.
    public static final class Plan {
        private final Path folder;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final List<String> arguments = new ArrayList<>();
        private List<String> jvm = SHORT_LIFE;

        private Plan(Path folder) {
            this.folder = folder;
        }

        /// Sets a key of the configuration, or replaces it.
        public Plan set(String key, Object value) {
            environment.put(
                    key.replace('.', '_').toUpperCase(java.util.Locale.ROOT), value.toString());
            return this;
        }

        /// Adds arguments of the program.
        Plan arguments(String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        /// Replaces all options of the JVM; the others are for a short life.
        public Plan jvm(String... options) {
            jvm = List.of(options);
            return this;
        }

        /// Starts it and waits until it is ready.
        public ControllerProcess start() {
            ControllerProcess controller = launch();
            try {
                controller.awaitReady();
                return controller;
            } catch (RuntimeException | AssertionError e) {
                controller.close();
                throw e;
            }
        }

        /// Starts it and waits for nothing.
        ControllerProcess launch() {
            return launch(
                    jvm.equals(SHORT_LIFE)
                            ? ClassArchive.of(JAR, BUILD, ControllerProcess::train)
                            : List.of());
        }

        private ControllerProcess launch(List<String> more) {
            int port;
            int managementPort;
            try (FreePorts ports = FreePorts.hold(2)) {
                port = ports.next();
                managementPort = ports.next();
            }
            ServiceProcess.Plan plan =
                    ServiceProcess.ofJar(JAR)
                            .jvm(jvm.toArray(String[]::new))
                            .jvm(more.toArray(String[]::new))
                            .property("quarkus.profile", "local")
                            .args(arguments.toArray(String[]::new))
                            .env("SERVER_PORT", port)
                            .env("METRICS_PORT", managementPort)
                            .log(folder.resolve("difftracker.log"));
            environment.forEach(plan::env);
            return new ControllerProcess(plan.start(PATIENCE), port, managementPort);
        }

        /// Starts it, waits for its end and returns what it printed.
        Refused refused() {
            try (ControllerProcess controller = launch()) {
                int code = controller.process.awaitExit(PATIENCE).code();
                return new Refused(code, controller.process.logText());
            }
        }
    }

    /// A start that was refused.
    record Refused(int code, String output) {}

    /// One that knows nothing.
    static Plan without(Path folder) {
        return new Plan(folder);
    }

    /// One that works between the two.
    public static Plan in(Path folder, World world) {
        return new Plan(folder)
                .set("kubeconfig", world.kubeconfig())
                .set("difftracker.cluster_name", CLUSTER)
                .set("difftracker.azure.arm_endpoint", world.azure().uri())
                .set("difftracker.azure.subscription_id", World.GATEWAY.subscription())
                .set("difftracker.azure.resource_group", World.GATEWAY.group())
                .set("difftracker.azure.location", World.GATEWAY.location())
                .set("difftracker.azure.service_gateway_name", World.GATEWAY.gateway())
                .set("difftracker.azure.vnet_name", World.GATEWAY.network())
                .set("difftracker.azure.token_source", "static")
                .set("difftracker.azure.token", "anything")
                .set("difftracker.azure.poll_interval", "50ms");
    }

    /// Without a cluster it does not get ready, but loads what it needs.
    private static void train(List<String> options, Path scratch) {
        Plan plan = new Plan(scratch);
        for (String name :
                List.of(
                        "cluster_name",
                        "azure.subscription_id",
                        "azure.resource_group",
                        "azure.location",
                        "azure.service_gateway_name",
                        "azure.vnet_name")) {
            plan.set("difftracker." + name, "training");
        }
        try (ControllerProcess controller = plan.launch(options)) {
            controller.awaitAlive();
            controller.process.terminate(PATIENCE);
        }
    }

    private void awaitAlive() {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        Readiness.http(ServiceProcess.loopback(managementPort, "/health/live"))
                                ::isReady);
    }

    public ServiceProcess process() {
        return process;
    }

    /// Starts it again, on the same ports; waits for nothing.
    public void startAgain() {
        process.startAgain();
    }

    /// Waits until it is ready.
    public void awaitReady() {
        Awaitility.await()
                .alias("ready")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> {
                    if (!process.isRunning()) {
                        throw new AssertionError(
                                "the controller ended; its log:\n" + process.logText());
                    }
                })
                .until(this::isReady);
    }

    boolean isReady() {
        return Readiness.http(ServiceProcess.loopback(managementPort, "/readyz")).isReady();
    }

    /// Answer of the port that serves the console, the documents and probes.
    HttpResponse<String> main(String path) {
        return get(ServiceProcess.loopback(port, path));
    }

    /// Answer of the port that serves metrics and probes.
    HttpResponse<String> management(String path) {
        return get(ServiceProcess.loopback(managementPort, path));
    }

    private static HttpResponse<String> get(URI uri) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// Its metrics.
    public ScrapeFile scrape() {
        return ScrapeFile.parse(management("/metrics").body());
    }

    @Override
    public void close() {
        process.close();
    }
}
