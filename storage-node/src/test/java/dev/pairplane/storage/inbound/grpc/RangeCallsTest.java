package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.engine.SimulatedNode;
import dev.pairplane.storage.core.engine.SnapshotOutcome;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.KeyRangeRequest;
import dev.pairplane.storage.proto.KeyRangeResponse;
import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.RepairRequest;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.StreamKeysRequest;
import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import dev.pairplane.storage.proto.WriteRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calls that give out many keys, over the wire, from a real engine.
@Timeout(60)
class RangeCallsTest {
    private SimulatedNode node;
    private LiveServer server;

    RangeCallsTest() throws Exception {
        node = SimulatedNode.start(new FaultDisk(), SimulatedNode.OPTIONS, 1);
        server = new LiveServer();
    }

    @BeforeEach
    void answerFromTheEngine() {
        server.store.answerFrom(node.engine);
    }

    @AfterEach
    void end() {
        server.close();
    }

    private void write(String key, int bytes) {
        write(key, ByteString.copyFrom(new byte[bytes]), VectorClock.getDefaultInstance());
    }

    private void write(String key, ByteString value, VectorClock clock) {
        assertThat(
                        server.stub()
                                .write(
                                        WriteRequest.newBuilder()
                                                .setTenantId("t")
                                                .setKey(key)
                                                .setValue(value)
                                                .setVectorClock(clock)
                                                .build())
                                .getSuccess())
                .isTrue();
    }

    private void delete(String key) {
        assertThat(
                        server.stub()
                                .delete(
                                        DeleteRequest.newBuilder()
                                                .setTenantId("t")
                                                .setKey(key)
                                                .build())
                                .getSuccess())
                .isTrue();
    }

    private static VectorClock clock(String actor) {
        return VectorClock.newBuilder()
                .addEntries(
                        VectorClockEntry.newBuilder()
                                .setCoordinatorNodeId(actor)
                                .setLogicalTimestamp(1))
                .build();
    }

    private static StreamKeysRequest all(int batch) {
        return StreamKeysRequest.newBuilder().setTenantId("t").setBatchSize(batch).build();
    }

    private List<KeyValueEntry> stream(StreamKeysRequest request, boolean tombstones) {
        StorageNodeServiceGrpc.StorageNodeServiceBlockingStub stub = server.stub();
        if (tombstones) {
            Metadata headers = new Metadata();
            headers.put(Replies.INCLUDE_TOMBSTONES, "true");
            stub = stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
        }
        List<KeyValueEntry> entries = new ArrayList<>();
        Iterator<KeyValueEntry> answers = stub.streamKeys(request);
        answers.forEachRemaining(entries::add);
        return entries;
    }

    /// Storage invariants 91, 92 and 95.
    @Test
    void whatIsStreamedIsWhatIsListedAndRead() {
        for (int i = 0; i < 250; i++) {
            write("k" + i, 1 + i);
        }
        for (int i = 0; i < 250; i += 7) {
            delete("k" + i);
        }
        List<String> listed = new ArrayList<>();
        KeyRangeRequest request =
                KeyRangeRequest.newBuilder().setTenantId("t").setMaxKeys(7).build();
        KeyRangeResponse page = server.stub().getKeyRange(request);
        while (page.getHasMore()) {
            assertThat(page.getKeysCount()).isEqualTo(7);
            listed.addAll(page.getKeysList());
            page =
                    server.stub()
                            .getKeyRange(
                                    request.toBuilder()
                                            .setKeyRangeStart(page.getNextKey())
                                            .build());
        }
        listed.addAll(page.getKeysList());
        assertThat(page.getNextKey()).isEmpty();

        List<KeyValueEntry> streamed = stream(all(3), false);

        assertThat(streamed).extracting(KeyValueEntry::getKey).isEqualTo(listed);
        for (KeyValueEntry entry : streamed) {
            ReadResponse read =
                    server.stub()
                            .read(
                                    ReadRequest.newBuilder()
                                            .setTenantId("t")
                                            .setKey(entry.getKey())
                                            .build());
            assertThat(entry.getTenantId()).isEqualTo("t");
            assertThat(entry.getValue()).isEqualTo(read.getValue());
            assertThat(entry.getVectorClock()).isEqualTo(read.getVectorClock());
            assertThat(entry.getIsTombstone()).isFalse();
        }
        assertThat(node.engine.status().snapshots()).isZero();
    }

    @Test
    void siblingsFollowEachOtherAndTombstonesComeWhenAskedFor() {
        write("a", ByteString.copyFromUtf8("one"), clock("c1"));
        write("a", ByteString.copyFromUtf8("two"), clock("c2"));
        delete("b");
        write("c", 1);

        assertThat(stream(all(0), false))
                .extracting(KeyValueEntry::getKey)
                .containsExactly("a", "a", "c");
        assertThat(stream(all(0), true))
                .extracting(KeyValueEntry::getKey, KeyValueEntry::getIsTombstone)
                .containsExactly(
                        tuple("a", false), tuple("a", false), tuple("b", true), tuple("c", false));
    }

    @Test
    void wrongRangesFailWithTheReason() {
        StatusRuntimeException listing =
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () ->
                                server.stub()
                                        .getKeyRange(
                                                KeyRangeRequest.newBuilder()
                                                        .setTenantId("a:b")
                                                        .build()));
        StatusRuntimeException streaming =
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () ->
                                stream(
                                        all(1).toBuilder().setKeyRangeEnd("x".repeat(2000)).build(),
                                        false));

        assertThat(listing.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(Objects.requireNonNull(listing.getTrailers()).get(Replies.ERROR_NUMBER))
                .isEqualTo("1004");
        assertThat(streaming.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(streaming.getStatus().getDescription()).contains("key_range_end is 2000 bytes");
        assertThat(server.store.isUntouched()).isTrue();
    }

    /// A reader that takes one entry at a time.
    private final class SlowReader extends ClientCall.Listener<KeyValueEntry> {
        private final BlockingQueue<KeyValueEntry> entries = new LinkedBlockingQueue<>();
        private final ClientCall<StreamKeysRequest, KeyValueEntry> call;

        SlowReader() {
            call =
                    server.channel.newCall(
                            StorageNodeServiceGrpc.getStreamKeysMethod(), CallOptions.DEFAULT);
            call.start(this, new Metadata());
            call.sendMessage(all(2));
            call.halfClose();
        }

        @Override
        public void onMessage(KeyValueEntry entry) {
            entries.add(entry);
        }

        KeyValueEntry take() throws InterruptedException {
            call.request(1);
            KeyValueEntry entry = entries.poll(20, TimeUnit.SECONDS);
            assertThat(entry).isNotNull();
            return entry;
        }
    }

    /// Storage invariants 87, 97 and 98: who takes its time has the node wait with it, sees nothing
    /// that is written meanwhile, and frees all by going away.
    @Test
    void aSlowReaderHoldsTheNodeBackAndFreesTheSnapshotWhenItGoes() throws Exception {
        for (int i = 0; i < 100; i++) {
            write("k" + (100 + i), 100_000);
        }
        SlowReader reader = new SlowReader();
        assertThat(reader.take().getKey()).isEqualTo("k100");
        int ahead = settledReads();
        assertThat(ahead).as("pages of two entries of 100 kB").isLessThan(25);
        write("k1000", 1);
        delete("k199");

        for (int i = 101; i < 120; i++) {
            assertThat(reader.take().getKey()).isEqualTo("k" + i);
        }
        assertThat(settledReads()).isBetween(ahead, ahead + 12);
        assertThat(node.engine.status().snapshots()).isEqualTo(1);

        reader.call.cancel("had enough", null);

        await().atMost(Duration.ofSeconds(10)).until(() -> node.engine.status().snapshots() == 0);
        await().until(() -> server.endings.endings().contains(new Ending.Cancelled()));
    }

    /// How many pages were read, once no more are.
    private int settledReads() {
        await().during(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(20))
                .until(
                        new Callable<>() {
                            private int before = -1;

                            @Override
                            public Boolean call() {
                                int now = server.store.ranges.size();
                                boolean same = now == before;
                                before = now;
                                return same;
                            }
                        });
        return server.store.ranges.size();
    }

    /// Storage invariant 98.
    @Test
    void whatIsWrittenAfterTheCallBeganIsNotStreamed() throws Exception {
        for (int i = 0; i < 100; i++) {
            write("k" + (100 + i), 100_000);
        }
        SlowReader reader = new SlowReader();
        reader.take();
        write("k1990", 1);
        delete("k198");

        List<String> rest = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            rest.add(reader.take().getKey());
        }

        assertThat(rest).contains("k198").doesNotContain("k1990").endsWith("k199");
    }

    @Test
    void aNodeThatDoesNotServeYetFailsTheCall() {
        server.store.onSnapshot =
                () -> new SnapshotOutcome.Refused(Refusal.RECOVERING, "recovering");

        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> stream(all(1), false));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(server.endings.endings())
                .containsExactly(new Ending.Refused(Refusal.RECOVERING));
    }

    /// Storage invariant 71.
    @Test
    void aRepairFillsAHoleAndNeverReplacesWhatIsNewer() {
        RepairRequest repair =
                RepairRequest.newBuilder()
                        .setTenantId("t")
                        .setKey("k")
                        .setValue(ByteString.copyFromUtf8("old"))
                        .build();
        assertThat(server.stub().repair(repair).getSuccess()).isTrue();
        assertThat(value("k")).isEqualTo("old");

        write("k", ByteString.copyFromUtf8("new"), clock("c1"));
        assertThat(server.stub().repair(repair).getSuccess()).isTrue();
        assertThat(value("k")).isEqualTo("new");

        RepairRequest tombstone =
                repair.toBuilder()
                        .clearValue()
                        .setIsTombstone(true)
                        .setVectorClock(
                                VectorClock.newBuilder()
                                        .addEntries(
                                                VectorClockEntry.newBuilder()
                                                        .setCoordinatorNodeId("c1")
                                                        .setLogicalTimestamp(2)))
                        .setDeletedAtMs(5)
                        .build();
        assertThat(server.stub().repair(tombstone).getSuccess()).isTrue();
        assertThat(value("k")).isEmpty();
        assertThat(stream(all(1), true)).extracting(KeyValueEntry::getDeletedAtMs).contains(5L);
    }

    private String value(String key) {
        return server.stub()
                .read(ReadRequest.newBuilder().setTenantId("t").setKey(key).build())
                .getValue()
                .toStringUtf8();
    }
}
