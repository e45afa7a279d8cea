package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import dev.pairplane.storage.proto.WriteRequest;
import io.grpc.Status;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FuzzedInputTest {
    private static final int ROUNDS = 1500;
    private static final Set<Status.Code> EXPECTED =
            EnumSet.of(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);

    private final long seed = seed();
    private final Random random = new Random(seed);
    private LiveServer server;
    private LogRecorder log;

    private static long seed() {
        String given = System.getProperty("pairplane.seed", "");
        return given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
    }

    @BeforeEach
    void start() throws IOException {
        server = new LiveServer();
        log = new LogRecorder();
    }

    @AfterEach
    void stop() {
        server.close();
        log.close();
    }

    /// Storage invariant 90.
    @Test
    void answersRandomBytesWithAStatus() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            check(bytes, i);
        }
        checkStillServes();
    }

    /// Storage invariant 90.
    @Test
    void answersDamagedRequestsWithAStatus() {
        byte[] whole =
                WriteRequest.newBuilder()
                        .setTenantId("tenant")
                        .setKey("key😀")
                        .setValue(ByteString.copyFromUtf8("value"))
                        .setVectorClock(
                                VectorClock.newBuilder()
                                        .addEntries(
                                                VectorClockEntry.newBuilder()
                                                        .setCoordinatorNodeId("c")
                                                        .setLogicalTimestamp(300)))
                        .setTimestamp(1)
                        .build()
                        .toByteArray();
        for (int i = 0; i < ROUNDS; i++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            check(damaged, i);
        }
        checkStillServes();
    }

    private void check(byte[] bytes, int round) {
        String method = LiveServer.METHODS.get(round % LiveServer.METHODS.size());
        Status status = server.send(method, bytes).status();
        assertThat(EXPECTED)
                .as("seed %d, round %d, %s: %s", seed, round, method, status)
                .contains(status.getCode());
    }

    private void checkStillServes() {
        assertThat(
                        server.stub()
                                .read(ReadRequest.newBuilder().setTenantId("t").setKey("k").build())
                                .getErrorMessage())
                .isEqualTo("key not found");
        assertThat(log.errors).as("seed %d", seed).isEmpty();
        assertThat(server.endings.failures).as("seed %d", seed).isEmpty();
    }
}
