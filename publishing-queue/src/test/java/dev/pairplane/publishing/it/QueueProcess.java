package dev.pairplane.publishing.it;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// The packaged service in a process of its own, on ports of its own. The folder gets its log.
/// Starts and ends are one thread's; questions may come from any.
public final class QueueProcess implements AutoCloseable {
    /// The machine may be busy; nothing is measured with it.
    public static final Duration PATIENCE = Duration.ofSeconds(90);

    /// What an operator signs in with.
    public static final String TOKEN = "an-operator-of-the-test";

    /// Where the API is.
    public static final String API = "/api/v1/publishing";

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

    private QueueProcess(ServiceProcess process, int port, int managementPort) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
    }

    /// How to start one.
    public static final class Plan {
        private final Path folder;
        private final String name;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private List<String> jvm = SHORT_LIFE;

        private Plan(Path folder, String name) {
            this.folder = folder;
            this.name = name;
        }

        /// Sets a key of the configuration, or replaces it.
        public Plan set(String key, Object value) {
            environment.put(key.replace('.', '_').toUpperCase(Locale.ROOT), value.toString());
            return this;
        }

        /// Replaces all options of the JVM; the others are for a short life.
        public Plan jvm(String... options) {
            jvm = List.of(options);
            return this;
        }

        /// Starts it and waits until it is ready.
        public QueueProcess start() {
            QueueProcess queue = launch();
            try {
                queue.awaitReady();
                return queue;
            } catch (RuntimeException | AssertionError e) {
                queue.close();
                throw e;
            }
        }

        /// Starts it and waits for nothing.
        QueueProcess launch() {
            return launch(
                    jvm.equals(SHORT_LIFE)
                            ? ClassArchive.of(JAR, BUILD, QueueProcess::train)
                            : List.of());
        }

        private QueueProcess launch(List<String> more) {
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
                            .env("SERVER_PORT", port)
                            .env("METRICS_PORT", managementPort)
                            .env("AUTH_OPERATOR_TOKEN", TOKEN)
                            .log(folder.resolve(name + ".log"));
            environment.forEach(plan::env);
            return new QueueProcess(plan.start(PATIENCE), port, managementPort);
        }
    }

    /// Without a database it does not get ready, but loads what it needs.
    private static void train(List<String> options, Path scratch) {
        try (QueueProcess queue =
                new Plan(scratch, "training")
                        .set("database.url", "postgresql://127.0.0.1:1/training")
                        .launch(options)) {
            queue.awaitAlive();
            queue.process.terminate(PATIENCE);
        }
    }

    private void awaitAlive() {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        Readiness.http(ServiceProcess.loopback(managementPort, "/health/live"))
                                ::isReady);
    }

    /// One over this database, with these targets.
    ///
    /// @param name of its log
    public static Plan over(Path folder, String name, PostgresProcess postgres, Path targets) {
        return new Plan(folder, name)
                .set("database.url", postgres.url())
                .set("database.username", "postgres")
                .set("database.password", "none-is-asked-for")
                .set("targets.path", targets);
    }

    public ServiceProcess process() {
        return process;
    }

    /// Waits until it is ready.
    public void awaitReady() {
        try {
            Awaitility.await()
                    .alias("ready")
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .failFast(() -> {
                        if (!process.isRunning()) {
                            throw new AssertionError("it ended; its log:\n" + process.logText());
                        }
                    })
                    .until(this::isReady);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "not ready within %s: %s%n%s".formatted(PATIENCE, said(), process.threads()),
                    e);
        }
    }

    private String said() {
        try {
            return tryToSend(probeRequest("/readyz")).body();
        } catch (IOException e) {
            return "no answer, " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    boolean isReady() {
        return Readiness.http(ServiceProcess.loopback(managementPort, "/readyz")).isReady();
    }

    /// Whether anybody answers a probe of the management port.
    boolean answers(String path) throws InterruptedException {
        try {
            tryToSend(probeRequest(path));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// The status that a probe of the management port answers.
    int probe(String path) throws InterruptedException {
        return send(probeRequest(path)).statusCode();
    }

    private HttpRequest probeRequest(String path) {
        return HttpRequest.newBuilder(ServiceProcess.loopback(managementPort, path))
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    /// Where a path of the API is.
    public URI api(String path) {
        return ServiceProcess.loopback(port, API + path);
    }

    /// A request to the API by an operator.
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(api(path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json");
    }

    /// Its metrics.
    public ScrapeFile scrape() throws InterruptedException {
        URI uri = ServiceProcess.loopback(managementPort, "/metrics");
        return ScrapeFile.parse(
                send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build()).body());
    }

    /// Sends a request, and returns the answer, which has to come.
    static HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return tryToSend(request);
        } catch (IOException e) {
            throw new UncheckedIOException(request.toString(), e);
        }
    }

    /// Sends a request.
    ///
    /// @throws IOException when no answer came, for whatever reason
    static HttpResponse<String> tryToSend(HttpRequest request)
            throws IOException, InterruptedException {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.close();
    }
}
