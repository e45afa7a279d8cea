package dev.pairplane.storage.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.CreateCheckpointRequest;
import dev.pairplane.storage.proto.CreateCheckpointResponse;
import dev.pairplane.storage.proto.KeyRangeRequest;
import dev.pairplane.storage.proto.KeyRangeResponse;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.WriteRequest;
import io.grpc.ManagedChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A backup of the packaged node under load, and the node that is started of it.
class CheckpointIT {
    private static final int WRITERS = 4;
    private static final int VALUE_BYTES = 2_000;

    @TempDir private Path folder;

    /// Writes the keys of its own one after the other, until it is told to stop.
    private static final class Writer implements Runnable {
        private final StorageNodeServiceGrpc.StorageNodeServiceBlockingStub stub;
        private final String tenant;
        private final AtomicBoolean stop;
        final AtomicInteger acknowledged = new AtomicInteger();

        Writer(ManagedChannel channel, String tenant, AtomicBoolean stop) {
            this.stub = StorageNodeServiceGrpc.newBlockingStub(channel);
            this.tenant = tenant;
            this.stop = stop;
        }

        @Override
        public void run() {
            while (!stop.get()) {
                boolean stored =
                        stub.withDeadlineAfter(1, TimeUnit.MINUTES)
                                .write(
                                        WriteRequest.newBuilder()
                                                .setTenantId(tenant)
                                                .setKey("%08d".formatted(acknowledged.get()))
                                                .setValue(
                                                        ByteString.copyFrom(new byte[VALUE_BYTES]))
                                                .build())
                                .getSuccess();
                if (!stored) {
                    throw new AssertionError("not stored");
                }
                acknowledged.incrementAndGet();
            }
        }
    }

    @Test
    void aBackupUnderLoadIsAPrefixOfWhatWasAcknowledged() throws Exception {
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        try (Node node = Node.in(folder).env("MEM_TABLE_FLUSH_THRESHOLD", "1M").start()) {
            ManagedChannel channel = node.channel();
            AtomicBoolean stop = new AtomicBoolean();
            List<Writer> writers = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer(channel, "w" + i, stop));
                threads.add(Thread.ofPlatform().start(writers.getLast()));
            }
            try {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(() ->
                                writers.stream()
                                        .allMatch(writer -> writer.acknowledged.get() > 200));
                writers.forEach(writer -> before.add(writer.acknowledged.get()));
                CreateCheckpointResponse made =
                        Node.stub(channel)
                                .createCheckpoint(
                                        CreateCheckpointRequest.newBuilder().setName("b1").build());
                writers.forEach(writer -> after.add(writer.acknowledged.get()));
                assertThat(made.getSuccess()).as(made.getErrorMessage()).isTrue();
                assertThat(made.getPath()).endsWith("/data/backup/b1");
            } finally {
                stop.set(true);
                for (Thread thread : threads) {
                    thread.join();
                }
                channel.shutdownNow();
            }
        }
        Path restored = folder.resolve("restored");
        Process restore =
                Node.command(
                                List.of("-Xmx64m"),
                                "restore",
                                folder.resolve("data/backup/b1").toString(),
                                restored.resolve("data").toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(restore.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(restore.waitFor()).as(said).isZero();
        try (Node node = Node.in(restored).start()) {
            ManagedChannel channel = node.channel();
            try {
                for (int i = 0; i < WRITERS; i++) {
                    int keys = keys(channel, "w" + i);
                    assertThat(keys).as("writer %d", i).isBetween(before.get(i), after.get(i) + 1);
                }
            } finally {
                channel.shutdownNow();
            }
        }
    }

    /// How many keys a tenant has, which must be the first ones.
    private static int keys(ManagedChannel channel, String tenant) {
        int count = 0;
        KeyRangeRequest.Builder request =
                KeyRangeRequest.newBuilder().setTenantId(tenant).setMaxKeys(10_000);
        boolean more = true;
        while (more) {
            KeyRangeResponse page = Node.stub(channel).getKeyRange(request.build());
            for (String key : page.getKeysList()) {
                assertThat(key).as("no gap").isEqualTo("%08d".formatted(count));
                count++;
            }
            more = page.getHasMore();
            request.setKeyRangeStart(page.getNextKey());
        }
        return count;
    }
}
