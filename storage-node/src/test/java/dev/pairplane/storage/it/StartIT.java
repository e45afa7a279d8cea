package dev.pairplane.storage.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.engine.SyncMode;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts that are refused: each ends with one line that says why, and with the same code.
class StartIT {
    private static final int START_FAILED = 1;
    private static final int CONFIGURATION = 78;

    /// Where the first record of a segment stands: after the header's block and a fence.
    private static final int FIRST_RECORD = 4096 + 18 + 16;

    @TempDir private Path folder;

    private static void refusedInOneLine(Node.Refused refused) {
        assertThat(refused.code()).as(refused.output()).isEqualTo(START_FAILED);
        assertThat(refused.lastLine()).startsWith("storage-node: did not start: ");
        assertThat(refused.output()).doesNotContain("\tat ");
    }

    @Test
    void refusesAFileForADirectory() throws IOException {
        Files.createFile(folder.resolve("data"));

        Node.Refused refused = Node.in(folder).refused();

        assertThat(refused.code()).isEqualTo(CONFIGURATION);
        assertThat(refused.lastLine())
                .contains("storage.data_dir", folder.resolve("data").toString())
                .contains("is not a directory");
    }

    @Test
    void listsEveryProblemOfTheConfiguration() {
        Node.Refused refused =
                Node.in(folder)
                        .env("COMMIT_LOG_SYNC_INTERVAL", "sometimes")
                        .env("MEM_TABLE_MAX_SIZE", "1K")
                        .env("SERVER_SHUTDOWN_TIMEOUT", "0s")
                        .refused();

        assertThat(refused.code()).isEqualTo(CONFIGURATION);
        assertThat(refused.output())
                .contains(
                        "3 problem(s)",
                        "commit_log.sync_interval",
                        "mem_table.max_size",
                        "server.shutdown_timeout")
                .hasLineCount(4);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    /// Storage invariant 13.
    @Test
    void refusesADirectoryThatAnotherProcessHas() throws IOException {
        Node owner = SharedNode.get();
        List<String> before = files(owner.data());

        Node.Refused refused = Node.in(folder).env("STORAGE_DATA_DIR", owner.data()).refused();

        refusedInOneLine(refused);
        assertThat(refused.lastLine()).contains("LOCK is already locked by pid", "node n1");
        assertThat(files(owner.data())).isEqualTo(before);
        assertThat(owner.get("/health/ready").statusCode()).isEqualTo(200);
    }

    /// Names only, without those that the owner makes and removes by itself.
    private static List<String> files(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.map(Path::toString)
                    .filter(p -> !p.contains(".health_check") && !p.contains("wal-"))
                    .sorted()
                    .toList();
        }
    }

    /// Storage invariant 14.
    @Test
    void refusesTheDirectoryOfAnotherNode() throws Exception {
        Stores.write(folder.resolve("data"), SyncMode.NONE, 1, 1);

        Node.Refused refused = Node.in(folder).env("NODE_ID", "n2").refused();

        refusedInOneLine(refused);
        assertThat(refused.lastLine())
                .contains("belongs to node 'n1', this is node 'n2'", "storage.adopt_identity");
    }

    /// Storage invariants 18 and 25.
    @Test
    void refusesADamagedSegmentUntilToldToSkipIt() throws Exception {
        Stores.write(folder.resolve("data"), SyncMode.ALWAYS, 20, 20);
        Path segment = segment();
        flip(segment, FIRST_RECORD + 30);

        Node.Refused refused = Node.in(folder).refused();

        refusedInOneLine(refused);
        assertThat(refused.lastLine())
                .contains(segment.getFileName() + " at offset " + FIRST_RECORD)
                .contains("commit_log.recovery_mode");

        try (Node node = Node.in(folder).env("COMMIT_LOG_RECOVERY_MODE", "skip").start()) {
            assertThat(node.metric("pairdb_wal_records_skipped_total")).isEqualTo(1);
            assertThat(node.process().logText()).contains("a damaged part of the log was given up");
            ManagedChannel channel = node.channel();
            try {
                assertThat(Grpc.read(Node.stub(channel), "k0").getSuccess()).isFalse();
                assertThat(Grpc.read(Node.stub(channel), "k1").getValue().toStringUtf8())
                        .isEqualTo("1");
                assertThat(Grpc.read(Node.stub(channel), "k19").getValue().toStringUtf8())
                        .isEqualTo("19");
            } finally {
                channel.shutdownNow();
            }
        }
        assertThat(folder.resolve("data/commitlog/quarantine").resolve(segment.getFileName()))
                .exists();
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/commitlog"))) {
            return files.filter(f -> f.getFileName().toString().startsWith("wal-"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file, long offset) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) (one.get(0) ^ 1));
            channel.write(one.rewind(), offset);
        }
    }

    @Test
    void refusesAGrpcPortThatIsTaken() throws IOException {
        try (ServerSocket taken = listen()) {
            Node.Refused refused = Node.in(folder).grpcPort(taken.getLocalPort()).refused();

            refusedInOneLine(refused);
            assertThat(refused.lastLine())
                    .contains("127.0.0.1:" + taken.getLocalPort(), "in use", "server.port");
            assertThat(folder.resolve("data/IDENTITY")).doesNotExist();
        }
    }

    @Test
    void refusesAnHttpPortThatIsTaken() throws IOException {
        try (ServerSocket taken = listen()) {
            Node.Refused refused = Node.in(folder).httpPort(taken.getLocalPort()).refused();

            refusedInOneLine(refused);
            assertThat(refused.lastLine()).contains("" + taken.getLocalPort(), "in use");
        }
    }

    private static ServerSocket listen() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }
}
