package dev.pairplane.storage.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The executable's commands, as processes against a running node.
class CommandsIT {
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int USAGE = 2;
    private static final int UNREACHABLE = 3;

    private final Node node = SharedNode.get();

    private record Run(int code, String output) {}

    private static Run run(String... arguments) throws IOException, InterruptedException {
        Process process =
                Node.command(List.of("-Xmx64m"), arguments).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Node.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    private Run onNode(String... arguments) throws IOException, InterruptedException {
        return run(
                Stream.concat(Arrays.stream(arguments), Stream.of("--port", "" + node.grpcPort()))
                        .toArray(String[]::new));
    }

    @Test
    void storeReadAndDelete() throws Exception {
        assertThat(onNode("get", "cli", "greeting").code()).isEqualTo(REFUSED);
        assertThat(onNode("put", "cli", "greeting", "hello")).extracting(Run::code).isEqualTo(DONE);

        Run found = onNode("get", "cli", "greeting");
        assertThat(found.code()).isEqualTo(DONE);
        assertThat(found.output()).contains("hello", "node:n1:");

        assertThat(onNode("delete", "cli", "greeting").code()).isEqualTo(DONE);
        assertThat(onNode("get", "cli", "greeting").code()).isEqualTo(REFUSED);
    }

    /// Through the packaged server, which has to hear that a reader is ready again.
    @Test
    void listARange() throws Exception {
        String value = "v".repeat(100_000);
        for (int i = 10; i < 15; i++) {
            assertThat(onNode("put", "scans", "k" + i, value).code()).isEqualTo(DONE);
        }

        Run all = onNode("scan", "scans");
        assertThat(all.code()).isEqualTo(DONE);
        assertThat(listed(all)).hasSize(5).allMatch(line -> line.endsWith(value));
        assertThat(listed(onNode("scan", "scans", "k11", "--keys", "--limit", "2")))
                .containsExactly("k11", "k12");
    }

    /// Without what the JVM says of libraries, on the other stream.
    private static List<String> listed(Run run) {
        return run.output().lines().filter(line -> line.startsWith("k1")).toList();
    }

    @Test
    void endWithTheCodeOfTheirFailure() throws Exception {
        assertThat(onNode("put", "a:b", "k", "v").code()).isEqualTo(REFUSED);
        assertThat(onNode("put", "cli", "k").code()).isEqualTo(USAGE);

        Run unreachable = run("get", "cli", "k", "--port", "" + closedPort());
        assertThat(unreachable.code()).isEqualTo(UNREACHABLE);
        assertThat(unreachable.output()).hasLineCount(1).contains("cannot be reached");
    }

    @Test
    void probeSaysWhetherItIsReady() throws Exception {
        Run ready = run("probe", "http://127.0.0.1:" + node.httpPort() + "/health/ready");
        assertThat(ready).isEqualTo(new Run(DONE, ""));

        Run dead = run("probe", "http://127.0.0.1:" + closedPort() + "/health/ready");
        assertThat(dead.code()).isEqualTo(1);
        assertThat(dead.output()).hasLineCount(1).contains("does not answer");
    }

    @Test
    void versionIsOneLine() throws Exception {
        Run version = run("--version");

        assertThat(version.code()).isEqualTo(DONE);
        assertThat(version.output())
                .matches("storage-node \\d+\\.\\d+\\.\\d+\\S* \\(revision \\S+, Java \\S+\\)\\R");
    }

    private static int closedPort() {
        try (FreePorts ports = FreePorts.hold(1)) {
            return ports.next();
        }
    }
}
