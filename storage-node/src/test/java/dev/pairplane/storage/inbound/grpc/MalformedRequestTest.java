package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.DeleteResponse;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.storage.proto.WriteResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedRequestTest {
    private static final String WRITE = "storage.StorageNodeService/Write";
    private static final String READ = "storage.StorageNodeService/Read";
    private static final String DELETE = "storage.StorageNodeService/Delete";
    private static final HexFormat HEX = HexFormat.of();

    private LiveServer server;
    private LogRecorder log;

    @BeforeEach
    void start() throws IOException {
        server = new LiveServer();
        log = new LogRecorder();
    }

    @AfterEach
    void stop() {
        server.close();
        log.close();
        assertThat(log.errors).isEmpty();
    }

    /// Storage invariants 82 and 90.
    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource({
        "bytes FF FE as tenant, Write, 0a02fffe",
        "bytes FF FE as key, Write, 0a0174 1202fffe",
        "a surrogate encoded as three bytes, Write, 0a03eda080",
        "an overlong slash, Write, 0a02c0af",
        "half a character, Write, 0a01c3",
        "bytes beyond U+10FFFF, Write, 0a04f4908080",
        "bytes FF FE as an actor, Write, 0a0174 12016b 1a0176 2206 0a04 0a02fffe",
        "a string cut short, Write, 0a0a74",
        "a varint without an end, Write, 30ffffffffff",
        "a varint of eleven bytes, Write, 30ffffffffffffffffffff01",
        "field number zero, Write, 0001",
        "a wrong wire type 7, Write, 0f",
        "an end group alone, Write, 0c",
        "a negative length, Write, 0affffffffffffffffff01",
        "a clock cut short, Write, 2205 0a03",
        "bytes FF FE as tenant, Read, 0a02fffe",
        "a string cut short, Read, 0a0a74",
        "bytes FF FE as key, Delete, 0a0174 1202fffe",
        "a clock cut short, Delete, 1a05 0a03",
    })
    void failsCallsWhoseBytesAreNoMessage(String name, String method, String hex) {
        LiveServer.Answer answer = server.send("storage.StorageNodeService/" + method, bytes(hex));

        assertThat(answer.status().getCode()).as(name).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(answer.status().getDescription()).contains(method + " request");
        assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
        assertThat(answer.number()).isEqualTo("1000");
        assertThat(server.store.isUntouched()).isTrue();
        assertThat(server.endings.endings()).containsExactly(new Ending.Undecodable());
    }

    record InBand(String name, WriteRequest request, String number) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<InBand> inBand() {
        WriteRequest good =
                WriteRequest.newBuilder()
                        .setTenantId("t")
                        .setKey("k")
                        .setValue(ByteString.copyFromUtf8("v"))
                        .build();
        return Stream.of(
                new InBand("empty request", WriteRequest.getDefaultInstance(), "1004"),
                new InBand("colon", good.toBuilder().setTenantId("a:b").build(), "1004"),
                new InBand("C1 in key", good.toBuilder().setKey("\u0085").build(), "1005"),
                new InBand("long key", good.toBuilder().setKey("k".repeat(1025)).build(), "1002"),
                new InBand("empty value", good.toBuilder().clearValue().build(), "1000"),
                new InBand(
                        "value too large",
                        good.toBuilder()
                                .setValue(ByteString.copyFrom(new byte[10_485_761]))
                                .build(),
                        "1003"),
                new InBand("timestamp", good.toBuilder().setTimestamp(-1).build(), "1000"));
    }

    /// Storage invariants 79, 82 and 83.
    @ParameterizedTest
    @MethodSource("inBand")
    void answersBrokenRulesInBand(InBand broken) throws Exception {
        LiveServer.Answer answer = server.send(WRITE, broken.request().toByteArray());

        assertThat(answer.status().getCode()).isEqualTo(Status.Code.OK);
        WriteResponse response = WriteResponse.parseFrom(answer.message());
        assertThat(response.getSuccess()).isFalse();
        assertThat(response.getErrorCode()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(response.getErrorMessage()).isNotEmpty();
        assertThat(response.hasUpdatedVectorClock()).isFalse();
        assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
        assertThat(answer.number()).isEqualTo(broken.number());
        assertThat(server.store.isUntouched()).isTrue();
        assertThat(server.endings.endings()).hasOnlyElementsOfType(Ending.Invalid.class);
    }

    /// Storage invariant 80.
    @Test
    void readsAndDeletesAnswerBrokenRulesInBandToo() throws Exception {
        LiveServer.Answer read =
                server.send(
                        READ, ReadRequest.newBuilder().setTenantId("a:b").build().toByteArray());
        LiveServer.Answer delete =
                server.send(
                        DELETE, DeleteRequest.newBuilder().setTenantId("t").build().toByteArray());

        assertThat(ReadResponse.parseFrom(read.message()).getErrorCode())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(read.number()).isEqualTo("1004");
        assertThat(DeleteResponse.parseFrom(delete.message()).getErrorCode())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(delete.number()).isEqualTo("1005");
        assertThat(server.store.isUntouched()).isTrue();
    }

    /// Storage invariant 88.
    @Test
    void ignoresUnknownFields() throws Exception {
        byte[] request =
                bytes(
                        "0a0174 12016b 1a0176 f8ff7f01 fa ff 7f 03 fffefd 25 01020304 51"
                                + " 0102030405060708");

        LiveServer.Answer answer = server.send(WRITE, request);

        assertThat(WriteResponse.parseFrom(answer.message()).getSuccess()).isTrue();
        assertThat(server.store.applied).hasSize(1);
    }

    @Test
    void failsCallsWithoutAMessageOrWithTwo() {
        byte[] good = bytes("0a0174 12016b 1a0176");

        LiveServer.Answer none = server.send(WRITE);
        LiveServer.Answer two = server.send(WRITE, good, good);

        assertThat(none.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(none.status().getDescription()).contains("exactly one").contains("none");
        assertThat(two.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(two.status().getDescription()).contains("exactly one").contains("more");
        assertThat(server.store.isUntouched()).isTrue();
    }

    @Test
    void failsMessagesBeyondTheSizeLimit() {
        LiveServer.Answer answer = server.send(WRITE, new byte[LiveServer.MAX_MESSAGE_BYTES + 1]);

        assertThat(answer.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(answer.status().getDescription()).contains("16777216").contains("16777217");
        assertThat(server.store.isUntouched()).isTrue();
    }

    @Test
    void failsCompressedMessagesThatAreNoneOrUnpackBeyondTheLimit() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[] {0x1a, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f});
            gzip.write(new byte[LiveServer.MAX_MESSAGE_BYTES + 1]);
        }

        Status notGzip = RawFrames.sendCompressed(server.port(), WRITE, new byte[] {1, 2, 3});
        Status unpacked = RawFrames.sendCompressed(server.port(), WRITE, bomb.toByteArray());

        assertThat(notGzip.getCode()).isNotEqualTo(Status.Code.OK);
        assertThat(unpacked.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(server.store.isUntouched()).isTrue();
        assertThat(server.send(READ, bytes("0a0174 12016b")).status().isOk()).isTrue();
    }

    @Test
    void saysThatAMethodIsNotServed() {
        LiveServer.Answer answer =
                server.send("storage.StorageNodeService/StartStreaming", new byte[0]);

        assertThat(answer.status().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void ignoresMetadataThatItDoesNotKnow() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-anything", Metadata.ASCII_STRING_MARSHALLER), "else");

        assertThat(server.send(READ, headers, bytes("0a0174 12016b")).status().isOk()).isTrue();
    }

    private static byte[] bytes(String hex) {
        return HEX.parseHex(hex.replace(" ", ""));
    }
}
