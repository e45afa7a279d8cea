package dev.pairplane.simulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir private Path folder;

    private Main main(PipedInputStream in) {
        return new Main(in, print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private List<String> arguments() {
        return List.of(
                "--kubernetes-port",
                "0",
                "--azure-port",
                "0",
                "--parent-pipe",
                "--data-dir",
                folder.resolve("data").toString(),
                "--kubeconfig",
                folder.resolve("config").toString());
    }

    @Test
    void remembersAcrossRunsAndStopsWithItsParent() throws Exception {
        for (int run = 0; run < 2; run++) {
            out.reset();
            PipedInputStream in = new PipedInputStream();
            CompletableFuture<Integer> exit;
            try (PipedOutputStream parent = new PipedOutputStream(in)) {
                exit = CompletableFuture.supplyAsync(() -> main(in).run(arguments()));
                await().until(() ->
                        out.toString(StandardCharsets.UTF_8).contains("simulators ready: "));
                assertThat(createNamespace()).isEqualTo(run == 0 ? 201 : 409);
                assertThat(run == 0 ? putAddress() : getAddress()).isEqualTo(run == 0 ? 201 : 200);
                parent.flush();
            }
            assertThat(exit.get()).isEqualTo(Main.OK);
        }
        assertThat(folder.resolve("data/simulators.json"))
                .content()
                .contains("\"azure\"", "servicegateway", "\"kubernetes\"");
    }

    private int createNamespace() throws Exception {
        String config = Files.readString(folder.resolve("config"));
        String server =
                config.lines()
                        .filter(line -> line.contains("server:"))
                        .findFirst()
                        .orElseThrow()
                        .strip()
                        .substring(8);
        return status(
                HttpRequest.newBuilder(URI.create(server + "/api/v1/namespaces"))
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"metadata\":{\"name\":\"shop\"}}")));
    }

    /// It answers while Azure still works on it, so the address outlives the process half made.
    private int putAddress() throws Exception {
        return status(
                address()
                        .header("Content-Type", "application/json")
                        .PUT(
                                HttpRequest.BodyPublishers.ofString(
                                        """
                                        {"location": "eastus", "sku": {"name": "StandardV2"},
                                         "properties": {"publicIPAllocationMethod": "Static"}}
                                        """)));
    }

    private int getAddress() throws Exception {
        return status(address().GET());
    }

    private HttpRequest.Builder address() {
        String azure =
                out.toString(StandardCharsets.UTF_8)
                        .replaceAll("(?s).*Azure (http://127.0.0.1:[0-9]+).*", "$1");
        String id =
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/a";
        return HttpRequest.newBuilder(URI.create(azure + id + "?api-version=2025-05-01"))
                .header("Authorization", "Bearer any");
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private int run(String... arguments) {
        return new Main(new ByteArrayInputStream(new byte[0]), print(out), print(err))
                .run(List.of(arguments));
    }

    @Test
    void startsAzureAloneForAClusterThatIsThere() {
        int exitCode = run("--no-kubernetes", "--azure-port", "0", "--parent-pipe");

        assertThat(exitCode).isEqualTo(Main.OK);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("simulators ready: Azure http://127.0.0.1:")
                .doesNotContain("Kubernetes");
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(run("--help")).isEqualTo(Main.OK);
        assertThat(run("--frob")).isEqualTo(Main.USAGE);
        assertThat(run("--kubernetes-port", "70000")).isEqualTo(Main.USAGE);
        assertThat(run("--kubernetes-port", "x")).isEqualTo(Main.USAGE);
        assertThat(run("--data-dir")).isEqualTo(Main.USAGE);
        Path file = Files.writeString(folder.resolve("simulators.json"), "{");
        assertThat(run("--kubernetes-port", "0", "--data-dir", folder.toString()))
                .isEqualTo(Main.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("unknown option '--frob'", file + " is no snapshot");
    }

    @Test
    void refusesATakenPort() throws Exception {
        Options any = Options.parse(List.of("--kubernetes-port", "0"), 1);
        try (Simulators first = Simulators.start(List.of(KubernetesHalf::start), any, print(err))) {
            String port = first.addresses().replaceAll(".*:", "");
            Options taken = Options.parse(List.of("--kubernetes-port", port), 1);

            assertThatThrownBy(() ->
                            Simulators.start(
                                            List.of(KubernetesHalf::start, KubernetesHalf::start),
                                            taken,
                                            print(err))
                                    .close())
                    .isInstanceOf(BindException.class);
        }
    }
}
