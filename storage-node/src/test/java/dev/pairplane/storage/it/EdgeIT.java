package dev.pairplane.storage.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc.StorageNodeServiceBlockingStub;
import dev.pairplane.storage.proto.WriteResponse;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the gRPC server of the packaged process does with deadlines, cancellations, sizes and
/// streams; none of it is ours to implement, and all of it depends on how the server is built
/// (S-30).
class EdgeIT {
    private static final int TEN_MEBIBYTES = 10 * 1024 * 1024;
    private static final String SERVICE = "storage.StorageNodeService";

    @TempDir private Path folder;
    private final Node node = SharedNode.get();
    private final ManagedChannel channel = node.channel();

    @BeforeEach
    void connect() {
        assertThat(Grpc.health(channel, "")).isEqualTo(ServingStatus.SERVING);
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    private StorageNodeServiceBlockingStub stub() {
        return Node.stub(channel);
    }

    /// Storage invariant 86.
    @Test
    void leavesAKeyUnchangedOrFullyWrittenWhenTheDeadlinePasses() {
        SplittableRandom random = new SplittableRandom(86);
        ByteString value = random(20_000);
        int late = 0;
        for (int i = 0; i < 300; i++) {
            StorageNodeServiceBlockingStub hasty =
                    StorageNodeServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(random.nextInt(1, 4_000), TimeUnit.MICROSECONDS);
            try {
                assertThat(hasty.write(Grpc.write("late-" + i, value, 1)).getSuccess()).isTrue();
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
                late++;
            }
        }
        assertThat(late).isPositive();
        for (int i = 0; i < 300; i++) {
            ReadResponse found = Grpc.read(stub(), "late-" + i);
            if (found.getSuccess()) {
                assertThat(found.getValue()).isEqualTo(value);
                assertThat(found.getVectorClock()).isEqualTo(Grpc.clock(1));
            } else {
                assertThat(found.hasVectorClock()).isFalse();
            }
        }
    }

    /// The client here keeps no time of its own, so it is the server that gives up.
    @Test
    void honoursADeadlineItself() throws Exception {
        double before = node.metric("pairdb_storage_write_requests_total");
        try (RawClient client = new RawClient(node.grpcPort())) {
            assertThat(client.call(SERVICE + "/Write", "1n", request(1)))
                    .as("reset, or the status DEADLINE_EXCEEDED")
                    .isIn("reset", "4");
            assertThat(client.call(SERVICE + "/Write", "1M", request(2))).isEqualTo("0");
        }

        assertThat(Grpc.read(stub(), "expired").getVectorClock()).isEqualTo(Grpc.clock(2));
        assertThat(node.metric("pairdb_storage_write_requests_total")).isEqualTo(before + 2);
    }

    private static byte[] request(long clock) {
        return Grpc.write("expired", random(100), clock).toByteArray();
    }

    @Test
    void hearsThatACallerGaveUp() {
        double before = node.metric("pairdb_storage_write_requests_total");
        ClientCall<byte[], byte[]> call =
                channel.newCall(
                        Grpc.bytes(SERVICE + "/Write", MethodType.UNARY), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        assertThat(Grpc.health(channel, "")).isEqualTo(ServingStatus.SERVING); // It has arrived.

        call.cancel("no longer wanted", null);

        Awaitility.await()
                .atMost(Node.PATIENCE)
                .untilAsserted(() ->
                        assertThat(node.metric("pairdb_storage_write_requests_total"))
                                .isEqualTo(before + 1));
        assertThat(node.metric("pairdb_storage_errors_total", "op", "write", "code", "unexpected"))
                .isZero();
    }

    /// Storage invariant 85.
    @Test
    void carriesTenMebibytesBothWays() {
        ByteString value = random(TEN_MEBIBYTES);

        WriteResponse written = stub().write(Grpc.write("large", value, 1));

        assertThat(written.getSuccess()).as(written.getErrorMessage()).isTrue();
        assertThat(Grpc.read(stub(), "large").getValue().equals(value)).isTrue();
    }

    @Test
    void refusesALargerMessageAndGoesOn() {
        ByteString tooLarge = random(Node.MAX_MESSAGE_BYTES + 1);

        assertThatThrownBy(() -> stub().write(Grpc.write("huge", tooLarge, 1)))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e ->
                                assertThat(e.getStatus().getCode())
                                        .isIn(
                                                Status.Code.RESOURCE_EXHAUSTED,
                                                Status.Code.CANCELLED));

        assertThat(stub().write(Grpc.write("huge", random(10), 1)).getSuccess()).isTrue();
        assertThat(node.process().isRunning()).isTrue();
    }

    /// Over the value limit and under the message limit: the service's own refusal.
    @Test
    void refusesALargerValueInItsOwnWords() {
        WriteResponse refused = stub().write(Grpc.write("long", random(TEN_MEBIBYTES + 1), 1));

        assertThat(refused.getSuccess()).isFalse();
        assertThat(refused.getErrorMessage()).contains("10485760");
    }

    @Test
    void saysWhetherItServes() {
        assertThat(Grpc.health(channel, SERVICE)).isEqualTo(ServingStatus.SERVING);
        assertThatThrownBy(() -> Grpc.health(channel, "storage.Other"))
                .hasMessageContaining("NOT_FOUND");
    }

    @Test
    void describesItselfInProfileLocal() throws Exception {
        assertThat(reflection(channel)).contains(SERVICE, "grpc.health.v1.Health");
    }

    @Test
    void keepsToItselfInProductionAndLimitsCallsPerConnection() throws Exception {
        try (Node strict =
                Node.in(folder).profile("prod").env("SERVER_MAX_CONNECTIONS", 4).start()) {
            ManagedChannel only = strict.channel();
            try {
                assertThat(reflection(only)).isEqualTo("UNIMPLEMENTED");
                limitsCalls(strict, only);
            } finally {
                only.shutdownNow();
            }
            assertThat(strict.process().logText().lines())
                    .filteredOn(line -> line.contains("the store is recovered"))
                    .singleElement()
                    .asString()
                    .startsWith("{")
                    .contains("\"level\":\"INFO\"");
        }
    }

    private static void limitsCalls(Node strict, ManagedChannel only) throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            watch(only);
        }
        HealthGrpc.HealthBlockingStub fifth =
                HealthGrpc.newBlockingStub(only).withDeadlineAfter(1, TimeUnit.SECONDS);

        assertThatThrownBy(() -> fifth.check(HealthCheckRequest.getDefaultInstance()))
                .hasMessageContaining("DEADLINE_EXCEEDED");

        ManagedChannel another = strict.channel();
        try {
            assertThat(Grpc.health(another, "")).isEqualTo(ServingStatus.SERVING);
        } finally {
            another.shutdownNow();
        }
    }

    /// Opens a stream, and returns when it is open.
    private static void watch(ManagedChannel only) throws InterruptedException {
        BlockingQueue<HealthCheckResponse> answers = new LinkedBlockingQueue<>();
        ClientCall<HealthCheckRequest, HealthCheckResponse> call =
                only.newCall(HealthGrpc.getWatchMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(HealthCheckResponse message) {
                        answers.add(message);
                    }
                },
                new Metadata());
        call.request(10);
        call.sendMessage(HealthCheckRequest.getDefaultInstance());
        call.halfClose();
        assertThat(answers.poll(Node.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    }

    /// The names of the services, or the status that came instead.
    private static String reflection(ManagedChannel channel) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call =
                channel.newCall(
                        Grpc.bytes(
                                "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                                MethodType.BIDI_STREAMING),
                        CallOptions.DEFAULT.withDeadlineAfter(Node.PATIENCE));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] message) {
                        answer.complete(new String(message, StandardCharsets.ISO_8859_1));
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        answer.complete(status.getCode().name());
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage(new byte[] {0x3A, 1, '*'}); // list_services: "*"
        call.halfClose();
        return answer.get(Node.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static ByteString random(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
