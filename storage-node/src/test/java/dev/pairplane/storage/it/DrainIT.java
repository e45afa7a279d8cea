package dev.pairplane.storage.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.DrainRequest;
import dev.pairplane.storage.proto.DrainResponse;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.WriteRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A drain of the packaged node, and its death after.
class DrainIT {
    private static final int KEYS = 300;

    @TempDir private Path folder;

    private static WriteRequest write(int i) {
        return WriteRequest.newBuilder()
                .setTenantId("t")
                .setKey("k" + i)
                .setValue(ByteString.copyFrom(new byte[1000]))
                .build();
    }

    /// Storage invariants 121, 122 and 125.
    @Test
    void aDrainedNodeNeedsNoLog() throws Exception {
        try (Node node = Node.in(folder).start()) {
            ManagedChannel channel = node.channel();
            try {
                StorageNodeServiceGrpc.StorageNodeServiceBlockingStub stub =
                        StorageNodeServiceGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(2, TimeUnit.MINUTES);
                for (int i = 0; i < KEYS; i++) {
                    assertThat(stub.write(write(i)).getSuccess()).isTrue();
                }

                DrainResponse drained =
                        stub.drainNode(DrainRequest.newBuilder().setTimeoutSeconds(60).build());

                assertThat(drained.getStatus()).isEqualTo("drained");
                Awaitility.await().until(() -> node.get("/health/ready").statusCode() == 503);
                assertThat(node.get("/health/ready").body()).contains("draining");
                assertThat(node.get("/health/live").statusCode()).isEqualTo(200);
                StatusRuntimeException refused =
                        catchThrowableOfType(
                                StatusRuntimeException.class, () -> stub.write(write(0)));
                assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(
                                Objects.requireNonNull(refused.getTrailers())
                                        .get(
                                                Metadata.Key.of(
                                                        "pairdb-error-code",
                                                        Metadata.ASCII_STRING_MARSHALLER)))
                        .isEqualTo("NODE_DRAINING");
                holdsAll(stub);
            } finally {
                channel.shutdownNow();
            }
            node.process().kill();
            node.restart();

            assertThat(node.metric("pairdb_wal_recovered_records")).isZero();
            ManagedChannel again = node.channel();
            try {
                holdsAll(StorageNodeServiceGrpc.newBlockingStub(again));
                assertThat(
                                StorageNodeServiceGrpc.newBlockingStub(again)
                                        .write(write(KEYS))
                                        .getSuccess())
                        .isTrue();
            } finally {
                again.shutdownNow();
            }
        }
    }

    private static void holdsAll(StorageNodeServiceGrpc.StorageNodeServiceBlockingStub stub) {
        for (int i = 0; i < KEYS; i++) {
            assertThat(
                            stub.read(
                                            ReadRequest.newBuilder()
                                                    .setTenantId("t")
                                                    .setKey("k" + i)
                                                    .build())
                                    .getSuccess())
                    .as("k%d", i)
                    .isTrue();
        }
    }
}
