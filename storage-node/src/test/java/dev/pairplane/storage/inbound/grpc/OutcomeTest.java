package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.ReadOutcome;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.DeleteResponse;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.storage.proto.WriteResponse;
import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeTest {
    private static final VectorClock CLOCK =
            VectorClock.newBuilder()
                    .addEntries(
                            VectorClockEntry.newBuilder()
                                    .setCoordinatorNodeId("c1")
                                    .setLogicalTimestamp(7))
                    .build();
    private static final WriteRequest WRITE =
            WriteRequest.newBuilder()
                    .setTenantId("t")
                    .setKey("a:b")
                    .setValue(ByteString.copyFromUtf8("value"))
                    .setVectorClock(CLOCK)
                    .setTimestamp(42)
                    .build();
    private static final ReadRequest READ =
            ReadRequest.newBuilder().setTenantId("t").setKey("a:b").build();
    private static final DeleteRequest DELETE =
            DeleteRequest.newBuilder()
                    .setTenantId("t")
                    .setKey("a:b")
                    .setVectorClock(CLOCK)
                    .setTimestamp(42)
                    .setDeletedAtMs(41)
                    .build();

    private LiveServer server;

    @BeforeEach
    void start() throws IOException {
        server = new LiveServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void handsAWriteOverWhole() {
        WriteResponse response = server.stub().write(WRITE);

        assertThat(response.getSuccess()).isTrue();
        assertThat(response.getErrorCode()).isEqualTo(ErrorCode.UNKNOWN);
        assertThat(response.getUpdatedVectorClock()).isEqualTo(CLOCK);
        Mutation mutation = server.store.applied.getFirst();
        assertThat(mutation.operation()).isEqualTo(Mutation.Operation.WRITE);
        assertThat(mutation.key().tenant()).isEqualTo("t");
        assertThat(mutation.key().key()).isEqualTo("a:b");
        assertThat(Clocks.toWire(mutation.clock())).isEqualTo(CLOCK);
        assertThat(mutation.value()).asString().isEqualTo("value");
        assertThat(mutation.timestamp()).isEqualTo(42);
        assertThat(server.endings.heard)
                .singleElement()
                .satisfies(heard -> {
                    assertThat(heard.rpc()).isEqualTo(Rpc.WRITE);
                    assertThat(heard.ending()).isEqualTo(new Ending.Served());
                    assertThat(heard.valueBytes()).isEqualTo(5);
                    assertThat(heard.nanos()).isPositive();
                });
    }

    @Test
    void handsADeleteOverWhole() {
        DeleteResponse response = server.stub().delete(DELETE);

        assertThat(response.getSuccess()).isTrue();
        assertThat(response.getUpdatedVectorClock()).isEqualTo(CLOCK);
        Mutation mutation = server.store.applied.getFirst();
        assertThat(mutation.operation()).isEqualTo(Mutation.Operation.DELETE);
        assertThat(Clocks.toWire(mutation.clock())).isEqualTo(CLOCK);
        assertThat(mutation.timestamp()).isEqualTo(42);
        assertThat(mutation.deletedAtMs()).isEqualTo(41);
    }

    @Test
    void runsMutationsOnTheirOwnThreadsAndReadsOnTheTransports() {
        assertThat(server.stub().write(WRITE).getSuccess()).isTrue();
        assertThat(server.stub().delete(DELETE).getSuccess()).isTrue();
        assertThat(server.stub().read(READ).getSuccess()).isFalse();

        assertThat(server.store.threads.get(0).isVirtual()).isTrue();
        assertThat(server.store.threads.get(1).isVirtual()).isTrue();
        assertThat(server.store.threads.get(2).isVirtual()).isFalse();
    }

    /// Storage invariant 84.
    @ParameterizedTest
    @CsvSource({
        "RECOVERING, UNAVAILABLE, INTERNAL_ERROR, 2001",
        "STOPPING, UNAVAILABLE, NODE_DRAINING, 2001",
        "DRAINING, UNAVAILABLE, NODE_DRAINING, 2001",
        "DISK_THROTTLED, UNAVAILABLE, DISK_FULL, 2003",
        "LOG_POISONED, UNAVAILABLE, INTERNAL_ERROR, 2004",
        "MEMORY_PRESSURE, RESOURCE_EXHAUSTED, MEMORY_PRESSURE, 2008",
        "SIBLING_LIMIT, RESOURCE_EXHAUSTED, MEMORY_PRESSURE, 2008",
        "DISK_FULL, RESOURCE_EXHAUSTED, DISK_FULL, 2002",
        "DEADLINE_EXCEEDED, DEADLINE_EXCEEDED, INTERNAL_ERROR, 2001",
        "INDETERMINATE, UNAVAILABLE, INTERNAL_ERROR, 2004",
    })
    void failsCallsThatTheNodesStateRefuses(
            Refusal refusal, Status.Code status, String code, String number) {
        server.store.onApply = _ -> new WriteOutcome.Refused(refusal, "because");

        LiveServer.Answer write =
                server.send("storage.StorageNodeService/Write", WRITE.toByteArray());
        LiveServer.Answer delete =
                server.send("storage.StorageNodeService/Delete", DELETE.toByteArray());

        for (LiveServer.Answer answer : new LiveServer.Answer[] {write, delete}) {
            assertThat(answer.status().getCode()).isEqualTo(status);
            assertThat(answer.status().getDescription()).isEqualTo("because");
            assertThat(answer.code()).isEqualTo(code);
            assertThat(answer.number()).isEqualTo(number);
        }
        assertThat(server.endings.endings()).containsOnly(new Ending.Refused(refusal));
    }

    @Test
    void answersObsoleteClocksInBandWhenTheNodeRefusesThem() throws Exception {
        server.store.onApply = _ -> new WriteOutcome.Refused(Refusal.OBSOLETE, "too old");

        LiveServer.Answer answer =
                server.send("storage.StorageNodeService/Write", WRITE.toByteArray());
        DeleteResponse deleted = server.stub().delete(DELETE);

        WriteResponse written = WriteResponse.parseFrom(answer.message());
        assertThat(written.getSuccess()).isFalse();
        assertThat(written.getErrorCode()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(written.getErrorMessage()).isEqualTo("too old");
        assertThat(answer.number()).isEqualTo("1000");
        assertThat(deleted.getErrorCode()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    /// Storage invariant 84.
    @ParameterizedTest
    @EnumSource(names = {"RECOVERING", "STOPPING"})
    void failsReadsThatTheNodesStateRefuses(Refusal refusal) {
        server.store.onRead = _ -> new ReadOutcome.Refused(refusal, "because");

        LiveServer.Answer answer =
                server.send("storage.StorageNodeService/Read", READ.toByteArray());

        assertThat(answer.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(answer.number()).isEqualTo("2001");
    }

    /// Storage invariant 90.
    @Test
    void survivesADefectAndReportsItOnceWithoutTheKey() {
        server.store.onApply =
                _ -> {
                    throw new IllegalStateException("defect");
                };
        server.store.onRead =
                _ -> {
                    throw new StackOverflowError("deep");
                };

        LiveServer.Answer write =
                server.send("storage.StorageNodeService/Write", WRITE.toByteArray());
        LiveServer.Answer read = server.send("storage.StorageNodeService/Read", READ.toByteArray());

        assertThat(write.status().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(write.status().getDescription()).doesNotContain("defect");
        assertThat(write.code()).isEqualTo("INTERNAL_ERROR");
        assertThat(write.number()).isEqualTo("2000");
        assertThat(read.status().getCode()).isEqualTo(Status.Code.INTERNAL);
        String hash = KeyHash.of(server.store.read.getFirst());
        assertThat(server.endings.failures)
                .containsExactly("WRITE " + hash + " defect", "READ " + hash + " deep");
        assertThat(server.endings.endings())
                .containsExactly(new Ending.Unexpected(), new Ending.Unexpected());
    }
}
