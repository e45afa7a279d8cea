package dev.pairplane.storage.it;

import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.testkit.ClassArchive;
import dev.pairplane.testkit.FreePorts;
import dev.pairplane.testkit.Readiness;
import dev.pairplane.testkit.ScrapeFile;
import dev.pairplane.testkit.ServiceProcess;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// A packaged node in a process of its own, with ports and a folder of its own.
///
/// The folder holds the data in `data` and the log in `node.log`. One thread at a time, but for the
/// channels.
final class Node implements AutoCloseable {
    /// The machine may be busy; nothing is measured with it.
    static final Duration PATIENCE = Duration.ofSeconds(90);

    static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private static final Path BUILD =
            Path.of(System.getProperty("pairplane.build.directory", "target"));
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private static final Pattern LAST_SEQ =
            Pattern.compile("last sequence number</p><p class=\"figure\">([\\d,]+)<");

    private final ServiceProcess process;
    private final Path data;
    private final int grpcPort;
    private final int httpPort;

    private Node(ServiceProcess process, Path data, int grpcPort, int httpPort) {
        this.process = process;
        this.data = data;
        this.grpcPort = grpcPort;
        this.httpPort = httpPort;
    }

    /// How to start one.
    static final class Plan {
        private final Path folder;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private String profile = "local";
        private String heap = "-Xmx192m";
        private int grpcPort;
        private int httpPort;

        private Plan(Path folder) {
            this.folder = folder;
            try (FreePorts ports = FreePorts.hold(2)) {
                grpcPort = ports.next();
                httpPort = ports.next();
            }
            env("NODE_ID", "n1");
            env("STORAGE_DATA_DIR", folder.resolve("data"));
        }

        Plan env(String name, Object value) {
            environment.put(name, value.toString());
            return this;
        }

        Plan profile(String name) {
            profile = name;
            return this;
        }

        Plan heap(String option) {
            heap = option;
            return this;
        }

        Plan grpcPort(int port) {
            grpcPort = port;
            return this;
        }

        Plan httpPort(int port) {
            httpPort = port;
            return this;
        }

        /// All that is set, for callers who start the program themselves.
        Map<String, String> environment() {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("SERVER_PORT", Integer.toString(grpcPort));
            all.put("METRICS_PORT", Integer.toString(httpPort));
            all.putAll(environment);
            return all;
        }

        /// Starts it and waits until it is ready.
        Node start() {
            Node node = launch();
            try {
                node.awaitReady();
                return node;
            } catch (AssertionError e) {
                node.close();
                throw e;
            }
        }

        /// Starts it and waits for nothing.
        Node launch() {
            return launch(ClassArchive.of(jar(), BUILD, Node::train));
        }

        private Node launch(List<String> options) {
            ServiceProcess.Plan plan =
                    program(profile, heap, options).log(folder.resolve("node.log"));
            environment().forEach(plan::env);
            return new Node(plan.start(PATIENCE), folder.resolve("data"), grpcPort, httpPort);
        }

        /// Starts it, waits for its end and returns what it printed.
        Refused refused() {
            try (Node node = launch()) {
                int code = node.process.awaitExit(PATIENCE).code();
                return new Refused(code, node.process.logText());
            }
        }
    }

    /// A start that was refused.
    record Refused(int code, String output) {
        String lastLine() {
            return output.strip().lines().reduce("", (_, line) -> line);
        }
    }

    static Plan in(Path folder) {
        return new Plan(folder);
    }

    /// The program, with options for a short life.
    private static ServiceProcess.Plan program(String profile, String heap, List<String> options) {
        return ServiceProcess.ofJar(jar())
                .jvm(heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .jvm(options.toArray(String[]::new))
                .property("quarkus.profile", profile);
    }

    private static void train(List<String> options, Path scratch) {
        try (Node node = in(scratch).launch(options)) {
            node.awaitReady();
            node.process.terminate(PATIENCE).exitedWith(0);
        }
    }

    /// Starts the program with its standard streams in files and pipes of the caller's choice; the
    /// caller ends it.
    static ProcessBuilder command(List<String> options, String... arguments) {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        all.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        all.addAll(options);
        all.addAll(List.of("-jar", jar().toString()));
        all.addAll(List.of(arguments));
        return new ProcessBuilder(all);
    }

    private static Path jar() {
        return BUILD.resolve("quarkus-app/quarkus-run.jar").toAbsolutePath();
    }

    ServiceProcess process() {
        return process;
    }

    /// Sends SIGTERM and waits for nothing.
    void terminate() {
        ProcessHandle.of(process.pid()).orElseThrow().destroy();
    }

    /// Starts it again, on the same ports and data, and waits until it is ready.
    void restart() {
        process.startAgain();
        awaitReady();
    }

    /// Waits until it is ready.
    void awaitReady() {
        Readiness ready = Readiness.http(ServiceProcess.loopback(httpPort, "/health/ready"));
        Awaitility.await()
                .alias("ready")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> {
                    if (!process.isRunning()) {
                        throw new AssertionError("the node ended; its log:\n" + process.logText());
                    }
                })
                .until(ready::isReady);
    }

    int grpcPort() {
        return grpcPort;
    }

    int httpPort() {
        return httpPort;
    }

    /// The folder of its data, in which others may look and not write.
    Path data() {
        return data;
    }

    /// A channel of its own, which takes answers of 16 MiB.
    ManagedChannel channel() {
        return NettyChannelBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), grpcPort))
                .usePlaintext()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
    }

    static StorageNodeServiceGrpc.StorageNodeServiceBlockingStub stub(ManagedChannel channel) {
        return StorageNodeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    HttpResponse<String> get(String path) {
        return request("GET", path);
    }

    HttpResponse<String> request(String method, String path) {
        URI uri = ServiceProcess.loopback(httpPort, path);
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    ScrapeFile scrape() {
        return ScrapeFile.parse(get("/metrics").body());
    }

    /// A series' value, summed over all labels but these.
    double metric(String series, String... labels) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        return scrape().value(series, wanted)
                .orElseThrow(() -> new AssertionError("no series " + series + wanted));
    }

    /// The last sequence number, from the console.
    long lastSeq() {
        Matcher matcher = LAST_SEQ.matcher(get("/console/figures").body());
        if (!matcher.find()) {
            throw new AssertionError("the console shows no sequence number");
        }
        return Long.parseLong(matcher.group(1).replace(",", ""));
    }

    @Override
    public void close() {
        process.close();
    }
}
