package dev.pairplane.observability.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pairplane.observability.config.ConfigCheck;
import dev.pairplane.observability.config.ConfigSchema;
import dev.pairplane.observability.health.HealthConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer server = server();
    private final List<Integer> codes = new ArrayList<>();
    private int status = 200;

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void serve() {
        server.createContext(
                "/readyz",
                exchange -> {
                    byte[] body =
                            "{\"ready\":false,\n \"reason\":\"draining\"}"
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        StartRefusal.forget();
    }

    private URI readiness() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/readyz");
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private ServiceMain main() {
        return new ServiceMain("demo", readiness(), print(out), print(err), codes::add);
    }

    private OptionalInt before(String... arguments) {
        return main().before(
                        arguments,
                        () -> new ConfigCheck(ConfigSchema.of(HealthConfig.class), List.of()));
    }

    @Test
    void succeedsSilentlyWhenReady() {
        assertThat(before("probe")).hasValue(0);
        assertThat(before("probe", readiness().toString())).hasValue(0);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void saysInOneLineWhyNot() {
        status = 503;

        assertThat(before("probe")).hasValue(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("answered 503 {\"ready\":false, \"reason\":\"draining\"}")
                .hasLineCount(1);
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(before("probe", "http://127.0.0.1:" + free + "/")).hasValue(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("does not answer")
                .hasLineCount(1);
    }

    @Test
    void givesUpOnAServerThatIsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");

            assertThat(new Probe(uri, print(err), Duration.ofMillis(50)).run()).isEqualTo(1);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("does not answer");
    }

    @Test
    void refusesWrongArguments() {
        assertThat(before("probe", "a", "b")).hasValue(2);
        assertThat(before("probe", "ftp://x")).hasValue(2);
        assertThat(before("probe", "no url")).hasValue(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("use http://host:port/path");
    }

    @Test
    void printsTheVersion() {
        assertThat(before("--version")).hasValue(0);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches("demo \\d+\\.\\d+\\.\\d+\\S* \\(revision \\S+, Java 25.*\\)\\R");
    }

    @Test
    void goesOnWithAGoodConfigurationAndEndsWithABadOne() {
        assertThat(before("--else")).isEmpty();

        System.setProperty("health.interval", "never");
        try {
            assertThat(before()).hasValue(ExitCode.CONFIGURATION);
        } finally {
            System.clearProperty("health.interval");
        }
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("1 problem(s)", "health.interval = \"never\" (system property)");
    }

    @Test
    void saysLastWhyTheServiceDidNotStart() {
        StartRefusal.because("component engine did not start: the disk\nis gone");
        StartRefusal.because("something that follows from it");

        main().ended(ExitCode.START_FAILED, null);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(
                        "demo: did not start: component engine did not start: the disk is gone");
        assertThat(codes).containsExactly(ExitCode.START_FAILED);
    }

    @Test
    void saysThatAPortIsTakenWithoutATrace() {
        main().ended(
                        ExitCode.START_FAILED,
                        new IllegalStateException(
                                "no start", new BindException("port 1 is taken")));

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("demo: did not start: port 1 is taken");
    }

    @Test
    void showsWhereAnUnforeseenFailureComesFrom() {
        main().ended(ExitCode.START_FAILED, new IllegalStateException());

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSizeGreaterThan(2)
                .last()
                .isEqualTo("demo: did not start: java.lang.IllegalStateException");
    }

    @Test
    void isSilentAfterAStopInOrder() {
        main().ended(ExitCode.OK, null);

        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(codes).containsExactly(ExitCode.OK);
    }
}
