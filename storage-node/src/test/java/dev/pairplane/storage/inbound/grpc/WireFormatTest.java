package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.pairplane.storage.proto.CreateCheckpointRequest;
import dev.pairplane.storage.proto.CreateCheckpointResponse;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.DeleteResponse;
import dev.pairplane.storage.proto.DrainRequest;
import dev.pairplane.storage.proto.DrainResponse;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.KeyRangeRequest;
import dev.pairplane.storage.proto.KeyRangeResponse;
import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.RepairRequest;
import dev.pairplane.storage.proto.RepairResponse;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.StreamKeysRequest;
import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.storage.proto.WriteResponse;
import io.grpc.MethodDescriptor;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bytes of every field of every message, worked out by hand: a tag is number × 8 + wire type
/// (0 varint, 2 length-delimited), a string or message is its length and its bytes. So a field that
/// is renumbered, or changes its type, is seen here.
class WireFormatTest {

    record Field(Message sample, String hex) {
        FieldDescriptor descriptor() {
            return sample.getAllFields().keySet().iterator().next();
        }

        @Override
        public String toString() {
            return descriptor().getFullName();
        }
    }

    static Stream<Field> fields() {
        VectorClock clock =
                VectorClock.newBuilder()
                        .addEntries(
                                VectorClockEntry.newBuilder()
                                        .setCoordinatorNodeId("c")
                                        .setLogicalTimestamp(5))
                        .build();
        String clockHex = "07 0a05 0a0163 1005";
        return Stream.of(
                        entryFields(clock, clockHex),
                        checkpointFields(),
                        writeFields(clock, clockHex),
                        readFields(clock, clockHex),
                        rangeFields(clock, clockHex))
                .flatMap(fields -> fields);
    }

    private static Stream<Field> entryFields(VectorClock clock, String clockHex) {
        VectorClockEntry.Builder entry = VectorClockEntry.newBuilder();
        KeyValueEntry.Builder kv = KeyValueEntry.newBuilder();
        return Stream.of(
                field(entry.setCoordinatorNodeId("é").build(), "0a02c3a9"),
                field(
                        entry.clear().setLogicalTimestamp(Long.MAX_VALUE).build(),
                        "10 ffffffffffffffff7f"),
                field(clock, "0a05 0a0163 1005"),
                field(kv.setTenantId("t").build(), "0a0174"),
                field(kv.clear().setKey("k").build(), "12016b"),
                field(kv.clear().setValue(bytes("v")).build(), "1a0176"),
                field(kv.clear().setVectorClock(clock).build(), "22" + clockHex),
                field(kv.clear().setTimestamp(300).build(), "28ac02"),
                field(kv.clear().setIsTombstone(true).build(), "3001"),
                field(kv.clear().setDeletedAtMs(300).build(), "38ac02"));
    }

    private static Stream<Field> writeFields(VectorClock clock, String clockHex) {
        WriteRequest.Builder write = WriteRequest.newBuilder();
        WriteResponse.Builder written = WriteResponse.newBuilder();
        DeleteRequest.Builder delete = DeleteRequest.newBuilder();
        DeleteResponse.Builder deleted = DeleteResponse.newBuilder();
        return Stream.of(
                field(write.setTenantId("t").build(), "0a0174"),
                field(write.clear().setKey("k").build(), "12016b"),
                field(write.clear().setValue(bytes("v")).build(), "1a0176"),
                field(write.clear().setVectorClock(clock).build(), "22" + clockHex),
                field(write.clear().setIdempotencyKey("i").build(), "2a0169"),
                field(write.clear().setTimestamp(300).build(), "30ac02"),
                field(written.setSuccess(true).build(), "0801"),
                field(written.clear().setUpdatedVectorClock(clock).build(), "12" + clockHex),
                field(written.clear().setErrorMessage("m").build(), "1a016d"),
                field(written.clear().setErrorCode(ErrorCode.CORRUPTED_DATA).build(), "2008"),
                field(delete.setTenantId("t").build(), "0a0174"),
                field(delete.clear().setKey("k").build(), "12016b"),
                field(delete.clear().setVectorClock(clock).build(), "1a" + clockHex),
                field(delete.clear().setIdempotencyKey("i").build(), "220169"),
                field(delete.clear().setTimestamp(300).build(), "28ac02"),
                field(delete.clear().setDeletedAtMs(300).build(), "30ac02"),
                field(deleted.setSuccess(true).build(), "0801"),
                field(deleted.clear().setUpdatedVectorClock(clock).build(), "12" + clockHex),
                field(deleted.clear().setErrorMessage("m").build(), "1a016d"),
                field(deleted.clear().setErrorCode(ErrorCode.NODE_DRAINING).build(), "2007"));
    }

    private static Stream<Field> readFields(VectorClock clock, String clockHex) {
        KeyValueEntry.Builder kv = KeyValueEntry.newBuilder();
        ReadRequest.Builder read = ReadRequest.newBuilder();
        ReadResponse.Builder found = ReadResponse.newBuilder();
        return Stream.of(
                field(read.setTenantId("t").build(), "0a0174"),
                field(read.clear().setKey("k").build(), "12016b"),
                field(found.setSuccess(true).build(), "0801"),
                field(found.clear().setValue(bytes("v")).build(), "120176"),
                field(found.clear().setVectorClock(clock).build(), "1a" + clockHex),
                field(found.clear().setErrorMessage("m").build(), "22016d"),
                field(found.clear().setErrorCode(ErrorCode.KEY_NOT_FOUND).build(), "2803"),
                field(found.clear().setTimestamp(300).build(), "30ac02"),
                field(found.clear().setIsTombstone(true).build(), "3801"),
                field(found.clear().addSiblings(kv.clear().setKey("k")).build(), "4203 12016b"),
                field(found.clear().setDeletedAtMs(300).build(), "48ac02"));
    }

    private static Stream<Field> rangeFields(VectorClock clock, String clockHex) {
        RepairRequest.Builder repair = RepairRequest.newBuilder();
        RepairResponse.Builder repaired = RepairResponse.newBuilder();
        StreamKeysRequest.Builder stream = StreamKeysRequest.newBuilder();
        KeyRangeRequest.Builder range = KeyRangeRequest.newBuilder();
        KeyRangeResponse.Builder keys = KeyRangeResponse.newBuilder();
        DrainRequest.Builder drain = DrainRequest.newBuilder();
        DrainResponse.Builder drained = DrainResponse.newBuilder();
        return Stream.of(
                field(repair.setTenantId("t").build(), "0a0174"),
                field(repair.clear().setKey("k").build(), "12016b"),
                field(repair.clear().setValue(bytes("v")).build(), "1a0176"),
                field(repair.clear().setVectorClock(clock).build(), "22" + clockHex),
                field(repair.clear().setTimestamp(300).build(), "28ac02"),
                field(repair.clear().setIsTombstone(true).build(), "3001"),
                field(repair.clear().setDeletedAtMs(300).build(), "38ac02"),
                field(repaired.setSuccess(true).build(), "0801"),
                field(repaired.clear().setErrorMessage("m").build(), "12016d"),
                field(repaired.clear().setErrorCode(ErrorCode.DISK_FULL).build(), "1805"),
                field(stream.setTenantId("t").build(), "0a0174"),
                field(stream.clear().setKeyRangeStart("a").build(), "120161"),
                field(stream.clear().setKeyRangeEnd("b").build(), "1a0162"),
                field(stream.clear().setBatchSize(300).build(), "20ac02"),
                field(range.setTenantId("t").build(), "0a0174"),
                field(range.clear().setKeyRangeStart("a").build(), "120161"),
                field(range.clear().setKeyRangeEnd("b").build(), "1a0162"),
                field(range.clear().setMaxKeys(300).build(), "20ac02"),
                field(keys.addKeys("k").build(), "0a016b"),
                field(keys.clear().setHasMore(true).build(), "1001"),
                field(keys.clear().setNextKey("n").build(), "1a016e"),
                field(drain.setGraceful(true).build(), "0801"),
                field(drain.clear().setTimeoutSeconds(300).build(), "10ac02"),
                field(drained.setSuccess(true).build(), "0801"),
                field(drained.clear().setStatus("s").build(), "120173"),
                field(drained.clear().setErrorMessage("m").build(), "1a016d"),
                field(drained.clear().setErrorCode(ErrorCode.INTERNAL_ERROR).build(), "2004"));
    }

    private static Stream<Field> checkpointFields() {
        CreateCheckpointRequest.Builder request = CreateCheckpointRequest.newBuilder();
        CreateCheckpointResponse.Builder response = CreateCheckpointResponse.newBuilder();
        return Stream.of(
                field(request.setName("n").build(), "0a016e"),
                field(request.clear().setTimeoutSeconds(300).build(), "10ac02"),
                field(response.setSuccess(true).build(), "0801"),
                field(response.clear().setPath("p").build(), "120170"),
                field(response.clear().setLastSeq(300).build(), "18ac02"),
                field(response.clear().setTables(300).build(), "20ac02"),
                field(response.clear().setBytes(300).build(), "28ac02"),
                field(response.clear().setErrorMessage("m").build(), "32016d"),
                field(response.clear().setErrorCode(ErrorCode.DISK_FULL).build(), "3805"));
    }

    /// Storage invariant 89.
    @ParameterizedTest
    @MethodSource("fields")
    void writesAndReadsTheBytesOfTheLiveContract(Field field) throws Exception {
        byte[] expected = HexFormat.of().parseHex(field.hex().replace(" ", ""));

        assertThat(field.sample().toByteArray()).isEqualTo(expected);
        assertThat(field.sample().getParserForType().parseFrom(expected)).isEqualTo(field.sample());
    }

    /// Storage invariant 89.
    @Test
    void leavesNoFieldOut() {
        List<FieldDescriptor> covered = fields().map(Field::descriptor).toList();
        List<FieldDescriptor> existing =
                fields().flatMap(
                                field -> field.sample().getDescriptorForType().getFields().stream())
                        .distinct()
                        .toList();

        assertThat(covered).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(existing);
        assertThat(existing.getFirst().getFile().getMessageTypes())
                .as("messages")
                .hasSize(
                        (int)
                                existing.stream()
                                        .map(FieldDescriptor::getContainingType)
                                        .distinct()
                                        .count());
    }

    /// Storage invariant 89.
    @Test
    void keepsTheNumbersOfTheErrorCodes() {
        List<String> codes =
                Arrays.stream(ErrorCode.values())
                        .filter(code -> code != ErrorCode.UNRECOGNIZED)
                        .map(code -> code.getNumber() + code.name().toLowerCase(Locale.ROOT))
                        .toList();

        assertThat(codes)
                .containsExactly(
                        "0unknown",
                        "1invalid_request",
                        "2tenant_not_found",
                        "3key_not_found",
                        "4internal_error",
                        "5disk_full",
                        "6memory_pressure",
                        "7node_draining",
                        "8corrupted_data");
    }

    /// Storage invariant 89.
    @Test
    void keepsThePathsOfTheMethods() {
        assertThat(StorageNodeServiceGrpc.getServiceDescriptor().getMethods())
                .extracting(MethodDescriptor::getFullMethodName)
                .containsExactlyInAnyOrder(
                        "storage.StorageNodeService/Write",
                        "storage.StorageNodeService/Read",
                        "storage.StorageNodeService/Delete",
                        "storage.StorageNodeService/Repair",
                        "storage.StorageNodeService/StreamKeys",
                        "storage.StorageNodeService/GetKeyRange",
                        "storage.StorageNodeService/DrainNode",
                        "storage.StorageNodeService/CreateCheckpoint");
    }

    private static Field field(Message sample, String hex) {
        return new Field(sample, hex);
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
