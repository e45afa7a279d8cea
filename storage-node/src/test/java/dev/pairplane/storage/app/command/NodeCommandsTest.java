package dev.pairplane.storage.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.engine.DrainState;
import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.engine.SimulatedNode;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.inbound.grpc.LiveServer;
import dev.pairplane.storage.inbound.grpc.Stored;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeCommandsTest {
    private static final byte[] BINARY = {0, (byte) 0xff, 10, (byte) 0xfe};

    @TempDir private Path directory;
    private LiveServer server;

    record Run(int exit, byte[] bytes, String err) {
        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = new LiveServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void storesAValueUnderTheGivenClock() {
        Run run = run("put", "t", "k", "hello", "--clock", "c1=3", "--clock", "a=b=4");

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("stored\nclock      a=b=4 c1=3\n");
        Mutation mutation = server.store.applied.getFirst();
        assertThat(mutation.value()).asString().isEqualTo("hello");
        assertThat(mutation.clock())
                .isEqualTo(
                        VectorClock.of(
                                List.of(
                                        new VectorClock.Entry("c1", 3),
                                        new VectorClock.Entry("a=b", 4))));
        assertThat(mutation.timestamp()).isPositive();
    }

    @Test
    void storesWhatStandardInputHolds() {
        Run run = run(BINARY, "put", "t", "k", "-");

        assertThat(run.exit()).isZero();
        assertThat(server.store.applied.getFirst().value()).isEqualTo(BINARY);
    }

    @Test
    void storesWhatAFileHolds() throws IOException {
        Path file = Files.write(directory.resolve("value"), BINARY);

        assertThat(run("put", "t", "k", "--file", file.toString()).exit()).isZero();

        assertThat(server.store.applied.getFirst().value()).isEqualTo(BINARY);
    }

    @Test
    void refusesAFileThatIsTooLargeBeforeSendingIt() throws IOException {
        Path file = Files.write(directory.resolve("value"), new byte[10 * 1024 * 1024 + 1]);

        Run run = run("put", "t", "k", "--file", file.toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("more than 10485760 bytes").hasLineCount(1);
        assertThat(server.store.applied).isEmpty();
    }

    @Test
    void namesAFileThatIsNotThere() {
        Run run = run("put", "t", "k", "--file", directory.resolve("none").toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("none").hasLineCount(1);
    }

    private SimulatedNode engine() throws Exception {
        SimulatedNode node = SimulatedNode.start(new FaultDisk(), SimulatedNode.OPTIONS, 1);
        server.store.answerFrom(node.engine);
        for (String key : List.of("a", "b", "c", "d")) {
            node.apply(
                    Mutation.write(
                            CompositeKey.of("t", key),
                            VectorClock.of(List.of(new VectorClock.Entry("c1", 1))),
                            utf8("value of " + key),
                            1_000));
        }
        node.apply(Mutation.delete(CompositeKey.of("t", "b"), VectorClock.EMPTY, 0, 9));
        return node;
    }

    @Test
    void listsKeysWithTheirValues() throws Exception {
        engine();

        assertThat(run("scan", "t").out())
                .isEqualTo("a\tvalue of a\nc\tvalue of c\nd\tvalue of d\n");
        assertThat(run("scan", "t", "b", "d").out()).isEqualTo("c\tvalue of c\n");
        assertThat(run("scan", "t", "--limit", "2").out()).hasLineCount(2);
        assertThat(run("scan", "t", "--tombstones", "--limit", "2").out())
                .isEqualTo("a\tvalue of a\nb\t(deleted)\n");
        assertThat(run("scan", "t", "--keys").out()).isEqualTo("a\nc\nd\n");
        assertThat(run("scan", "t", "--keys", "--limit", "2").out()).isEqualTo("a\nc\n");
        assertThat(run("scan", "t", "--keys", "--tombstones").out()).isEqualTo("a\nb\nc\nd\n");
        assertThat(run("scan", "t", "d", "--json").out())
                .isEqualTo(
                        "{\"key\":\"d\",\"value\":\"value of"
                            + " d\",\"clock\":{\"c1\":1},\"timestamp_ms\":1000,\"tombstone\":false,\"deleted_at_ms\":0}\n");
        assertThat(run("scan", "nobody").exit()).isZero();
    }

    @Test
    void drainsANode() {
        Run drained = run("drain", "--timeout", "2m");
        assertThat(drained.exit()).isZero();
        assertThat(drained.out()).isEqualTo("drained\n");
        assertThat(server.store.patience).containsExactly(Duration.ofMinutes(2));

        server.store.onDrain = _ -> new DrainState(DrainState.Stage.DRAINING, "");
        Run draining = run("drain", "--json");
        assertThat(draining.exit()).isEqualTo(1);
        assertThat(draining.out()).isEqualTo("{\"status\":\"draining\"}\n");

        server.store.onDrain = _ -> new DrainState(DrainState.Stage.FAILED, "no room");
        Run failed = run("drain");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("no room");
    }

    @Test
    void aWrongRangeIsRefusedInOneLine() {
        Run range = run("scan", "a:b");
        assertThat(range.exit()).isEqualTo(1);
        assertThat(range.err()).contains("tenant_id holds a colon").hasLineCount(1);

        Run limit = run("scan", "t", "--limit", "0");
        assertThat(limit.exit()).isEqualTo(2);
        assertThat(limit.err()).contains("--limit is 0; it must be 1 or more").hasLineCount(1);
    }

    @Test
    void showsAKeyToPeople() {
        server.store.onRead = _ -> Stored.versions(Stored.live("c1", 7, utf8("hällo"), 1_000));

        Run run = run("get", "t", "k");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .isEqualTo("value      hällo\nclock      c1=7\ntimestamp  1970-01-01T00:00:01Z\n");
    }

    @Test
    void showsAKeyToPrograms() {
        server.store.onRead = _ -> Stored.versions(Stored.live("c\"1", 7, utf8("a\n😀"), 5));

        assertThat(run("get", "t", "k", "--json").out())
                .isEqualTo(
                        "{\"found\":true,\"value\":\"a\\n\\ud83d\\ude00\",\"clock\":{\"c\\\"1\":7},"
                                + "\"timestamp_ms\":5,\"tombstone\":false,\"deleted_at_ms\":0}\n");
    }

    @Test
    void showsAllSiblingsWhenAsked() {
        server.store.onRead =
                _ ->
                        Stored.versions(
                                Stored.live("a", 1, utf8("one"), 10),
                                Stored.live("b", 2, BINARY, 9),
                                Stored.tombstone("c\u001b", 3, 0, 2_000));

        Run text = run("get", "t", "k", "--siblings");
        Run json = run("get", "t", "k", "--siblings", "--json");

        assertThat(text.out())
                .contains("sibling 1  one")
                .contains("sibling 2  (4 bytes that are no text")
                .contains("sibling 3  (deleted)\nclock      c?=3\ndeleted    1970-01-01T00:00:02Z")
                .doesNotContain("\u001b");
        assertThat(json.out())
                .contains("\"siblings\":[{\"value\":\"one\"")
                .contains("{\"value_base64\":\"AP8K/g==\"")
                .contains("{\"clock\":{\"c\\u001b\":3},");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bin", "-"})
    void writesTheBytesOfAValue(String target) throws IOException {
        server.store.onRead = _ -> Stored.versions(Stored.live("a", 1, BINARY, 1));
        String file = target.equals("-") ? target : directory.resolve(target).toString();

        Run run = run("get", "t", "k", "--output", file);

        assertThat(run.exit()).isZero();
        byte[] written = target.equals("-") ? run.bytes() : Files.readAllBytes(Path.of(file));
        assertThat(written).isEqualTo(BINARY);
    }

    @Test
    void exitsWithOneWhenTheKeyIsNotThere() {
        Run plain = run("get", "t", "k");
        Run output = run("get", "t", "k", "-o", "-");
        server.store.onRead = _ -> Stored.versions(Stored.tombstone("c", 3, 0, 2_000));
        Run deleted = run("get", "t", "k", "--json");

        assertThat(plain.exit()).isEqualTo(1);
        assertThat(plain.out()).isEqualTo("key not found\n");
        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.err()).contains("key not found");
        assertThat(deleted.exit()).isEqualTo(1);
        assertThat(deleted.out())
                .contains("\"found\":false,\"clock\":{\"c\":3}")
                .contains("\"tombstone\":true,\"deleted_at_ms\":2000");
    }

    @Test
    void deletesAKey() {
        Run run = run("delete", "t", "k", "--clock", "c1=3", "--json");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("{\"success\":true,\"clock\":{\"c1\":3}}\n");
        Mutation mutation = server.store.applied.getFirst();
        assertThat(mutation.operation()).isEqualTo(Mutation.Operation.DELETE);
        assertThat(mutation.deletedAtMs()).isPositive();
    }

    @Test
    void exitsWithOneWhenTheNodeRefuses() {
        Run inBand = run("put", "a:b", "k", "v");
        Run json = run("delete", "a:b", "k", "--json");
        Run read = run("get", "a:b", "k");
        server.store.onApply = _ -> new WriteOutcome.Refused(Refusal.DISK_FULL, "disk is full");
        Run status = run("put", "t", "k", "v");

        assertThat(inBand.exit()).isEqualTo(1);
        assertThat(inBand.err()).contains("colon").contains("INVALID_REQUEST");
        assertThat(json.out()).contains("\"success\":false,\"code\":\"INVALID_REQUEST\"");
        assertThat(read.exit()).isEqualTo(1);
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.err()).contains("disk is full (DISK_FULL)").hasLineCount(1);
    }

    @Test
    void exitsWithThreeWhenNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Run run = execute(new byte[0], "get", "t", "k", "--port", Integer.toString(port));

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err())
                .startsWith("storage-node: 127.0.0.1:%d cannot be reached".formatted(port))
                .hasLineCount(1);
    }

    @Test
    void exitsWithThreeWhenNobodyAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run =
                    execute(
                            new byte[0],
                            "get",
                            "t",
                            "k",
                            "--port",
                            Integer.toString(silent.getLocalPort()),
                            "--timeout",
                            "300ms");

            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.err()).contains("no answer within 300 ms").hasLineCount(1);
        }
    }

    @Test
    void exitsWithThreeWhenTheHostIsUnknown() {
        Run run = execute(new byte[0], "get", "t", "k", "--host", "no.such.host.invalid");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("no.such.host.invalid").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "get t, KEY",
        "put t k, VALUE",
        "put t k v --file f, VALUE",
        "put t k v w, Unmatched argument",
        "put t k v --clock c1, ACTOR=COUNTER",
        "put t k v --clock =1, ACTOR=COUNTER",
        "put t k v --clock c=x, ACTOR=COUNTER",
        "get t k --clock c=1, Unknown option",
        "get t k --port 0, 1 to 65535",
        "get t k --port x, is not an int",
        "get t k --timeout 5, 500ms",
        "get t k --timeout 0s, more than nothing",
        "get t k --what, Unknown option"
    })
    void exitsWithTwoAndOneLineOnWrongUsage(String arguments, String message) {
        Run run = execute(new byte[0], arguments.split(" ", -1));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains(message).contains("--help").hasLineCount(1);
        assertThat(server.store.applied).isEmpty();
    }

    @Test
    void explainsItself() {
        Run top = execute(new byte[0], "--help");
        Run put = execute(new byte[0], "put", "--help");
        Run none = execute(new byte[0]);

        assertThat(top.exit()).isZero();
        assertThat(top.out()).contains("get", "put", "delete", "scan", "drain", "Exit codes");
        assertThat(put.exit()).isZero();
        assertThat(put.out()).contains("ACTOR=COUNTER", "--file", "TENANT", "50052");
        assertThat(none.exit()).isEqualTo(2);
    }

    @Test
    void takesOnlyItsOwnCommands() {
        assertThat(NodeCommands.handles("get", "t", "k")).isTrue();
        assertThat(NodeCommands.handles("put")).isTrue();
        assertThat(NodeCommands.handles("delete")).isTrue();
        assertThat(NodeCommands.handles("probe")).isFalse();
        assertThat(NodeCommands.handles()).isFalse();
    }

    private Run run(String... args) {
        return run(new byte[0], args);
    }

    private Run run(byte[] in, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--port");
        all.add(Integer.toString(server.port()));
        return execute(in, all.toArray(String[]::new));
    }

    private static Run execute(byte[] in, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit =
                new NodeCommands(
                                new ByteArrayInputStream(in),
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8))
                        .execute(args);
        return new Run(exit, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
