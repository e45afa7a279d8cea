package dev.pairplane.storage.inbound.grpc;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadAnswersTest {
    private static final int MIB = 1024 * 1024;
    private static final ReadRequest READ =
            ReadRequest.newBuilder().setTenantId("t").setKey("k").build();

    private LiveServer server;

    @BeforeEach
    void start() throws IOException {
        server = new LiveServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// A read that waits for the disk holds up nobody else on its connection.
    @Test
    void readsOfTheDiskLeaveTheEventLoopAlone() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        server.store.inMemory = key -> !key.equals(CompositeKey.of("t", "on disk"));
        server.store.onRead =
                key -> {
                    if (!server.store.inMemory.test(key)) {
                        awaitUninterruptibly(disk);
                    }
                    return Stored.versions(
                            Stored.live("a", 1, "value".getBytes(StandardCharsets.UTF_8), 1));
                };
        ListenableFuture<ReadResponse> waiting =
                StorageNodeServiceGrpc.newFutureStub(server.channel)
                        .read(READ.toBuilder().setKey("on disk").build());

        assertThat(server.stub().read(READ).getSuccess()).isTrue();
        assertThat(waiting.isDone()).isFalse();
        disk.countDown();

        assertThat(waiting.get(30, TimeUnit.SECONDS).getValue().toStringUtf8()).isEqualTo("value");
        assertThat(server.store.threads).anyMatch(Thread::isVirtual);
    }

    /// Storage invariant 84.
    @Test
    void answersAnAbsentKeyInBand() throws Exception {
        LiveServer.Answer answer = read(false);

        ReadResponse response = ReadResponse.parseFrom(answer.message());
        assertThat(answer.status().getCode()).isEqualTo(Status.Code.OK);
        assertThat(response.getSuccess()).isFalse();
        assertThat(response.getErrorCode()).isEqualTo(ErrorCode.KEY_NOT_FOUND);
        assertThat(response.getErrorMessage()).isEqualTo("key not found");
        assertThat(response.hasVectorClock()).isFalse();
        assertThat(answer.code()).isEqualTo("KEY_NOT_FOUND");
        assertThat(answer.number()).isEqualTo("1001");
        assertThat(server.endings.endings()).containsExactly(new Ending.NotFound());
        assertThat(server.endings.endings().getFirst().isError()).isFalse();
    }

    /// Storage invariant 84.
    @Test
    void answersADeletedKeyInBandWithTheTombstonesClock() throws Exception {
        server.store.onRead = _ -> Stored.versions(Stored.tombstone("c", 9, 77, 66));

        ReadResponse response = ReadResponse.parseFrom(read(false).message());

        assertThat(response.getSuccess()).isFalse();
        assertThat(response.getErrorCode()).isEqualTo(ErrorCode.KEY_NOT_FOUND);
        assertThat(response.getErrorMessage()).isEqualTo("key not found");
        assertThat(response.getVectorClock()).isEqualTo(clock("c", 9));
        assertThat(response.getIsTombstone()).isTrue();
        assertThat(response.getTimestamp()).isEqualTo(77);
        assertThat(response.getDeletedAtMs()).isEqualTo(66);
        assertThat(response.getValue().isEmpty()).isTrue();
    }

    @Test
    void answersTheWinnerWithTheJoinOfAllClocks() throws Exception {
        server.store.onRead =
                _ ->
                        Stored.versions(
                                Stored.live("a", 1, utf8("loser"), 10),
                                Stored.live("b", 2, utf8("winner"), 20),
                                Stored.tombstone("c", 3, 30, 30));

        ReadResponse response = ReadResponse.parseFrom(read(false).message());

        assertThat(response.getSuccess()).isTrue();
        assertThat(response.getErrorCode()).isEqualTo(ErrorCode.UNKNOWN);
        assertThat(response.getValue().toStringUtf8()).isEqualTo("winner");
        assertThat(response.getTimestamp()).isEqualTo(20);
        assertThat(response.getIsTombstone()).isFalse();
        assertThat(response.getVectorClock().getEntriesList())
                .containsExactlyInAnyOrder(entry("a", 1), entry("b", 2), entry("c", 3));
        assertThat(response.getSiblingsCount()).isZero();
        assertThat(server.endings.heard.getFirst().valueBytes()).isEqualTo(6);
    }

    @Test
    void addsAllSiblingsForCallersThatAsk() throws Exception {
        server.store.onRead =
                _ ->
                        Stored.versions(
                                Stored.live("a", 1, utf8("one"), 10),
                                Stored.tombstone("b", 2, 5, 4));

        LiveServer.Answer answer = read(true);

        ReadResponse response = ReadResponse.parseFrom(answer.message());
        assertThat(response.getSiblingsList())
                .containsExactlyInAnyOrder(
                        KeyValueEntry.newBuilder()
                                .setTenantId("t")
                                .setKey("k")
                                .setValue(ByteString.copyFromUtf8("one"))
                                .setVectorClock(clock("a", 1))
                                .setTimestamp(10)
                                .build(),
                        KeyValueEntry.newBuilder()
                                .setTenantId("t")
                                .setKey("k")
                                .setVectorClock(clock("b", 2))
                                .setTimestamp(5)
                                .setIsTombstone(true)
                                .setDeletedAtMs(4)
                                .build());
        assertThat(answer.trailers().containsKey(Replies.SIBLINGS_TRUNCATED)).isFalse();
    }

    @Test
    void addsNoSiblingsWhenThereIsOneVersion() throws Exception {
        server.store.onRead = _ -> Stored.versions(Stored.live("a", 1, utf8("one"), 10));

        ReadResponse response = ReadResponse.parseFrom(read(true).message());

        assertThat(response.getSuccess()).isTrue();
        assertThat(response.getSiblingsCount()).isZero();
    }

    @Test
    void cutsSiblingsAtTwelveMebibytesAndSaysSo() throws Exception {
        server.store.onRead =
                _ ->
                        Stored.versions(
                                Stored.live("a", 1, new byte[10 * MIB], 20),
                                Stored.live("b", 2, new byte[MIB], 19),
                                Stored.live("c", 3, new byte[2 * MIB], 18),
                                Stored.live("d", 4, utf8("small"), 17));

        LiveServer.Answer answer = read(true);

        assertThat(answer.status().getCode()).isEqualTo(Status.Code.OK);
        assertThat(answer.message().length).isLessThanOrEqualTo(12 * MIB);
        ReadResponse response = ReadResponse.parseFrom(answer.message());
        assertThat(response.getValue().size()).isEqualTo(10 * MIB);
        assertThat(response.getSiblingsList())
                .extracting(sibling -> sibling.getVectorClock().getEntries(0))
                .containsExactlyInAnyOrder(entry("b", 2), entry("d", 4));
        assertThat(answer.trailers().get(Replies.SIBLINGS_TRUNCATED)).isEqualTo("true");
    }

    private LiveServer.Answer read(boolean siblings) {
        Metadata headers = new Metadata();
        if (siblings) {
            headers.put(Replies.INCLUDE_SIBLINGS, "true");
        }
        return server.send("storage.StorageNodeService/Read", headers, READ.toByteArray());
    }

    private static VectorClock clock(String actor, long counter) {
        return VectorClock.newBuilder().addEntries(entry(actor, counter)).build();
    }

    private static VectorClockEntry entry(String actor, long counter) {
        return VectorClockEntry.newBuilder()
                .setCoordinatorNodeId(actor)
                .setLogicalTimestamp(counter)
                .build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
