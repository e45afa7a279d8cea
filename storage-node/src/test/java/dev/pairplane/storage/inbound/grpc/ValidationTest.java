package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.inbound.grpc.Violation.Reason;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.RepairRequest;
import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import dev.pairplane.storage.proto.WriteRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
    private static final WriteRequest GOOD =
            WriteRequest.newBuilder()
                    .setTenantId("tenant")
                    .setKey("key")
                    .setValue(ByteString.copyFromUtf8("value"))
                    .build();

    record Refused(String name, WriteRequest request, Reason reason, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Refused> refused() {
        return Stream.of(
                new Refused(
                        "empty request",
                        WriteRequest.getDefaultInstance(),
                        Reason.INVALID_TENANT,
                        "tenant_id is empty; 1 to 256 bytes are required"),
                tenant(
                        "tenant of 257 bytes",
                        "a".repeat(257),
                        "tenant_id is 257 bytes; at most 256"),
                tenant(
                        "tenant of 129 two-byte characters",
                        "é".repeat(129),
                        "tenant_id is 258 bytes; at most 256"),
                tenant("colon in tenant", "a:b", "tenant_id holds a colon at character 1"),
                tenant("tab in tenant", "a\tb", "control character U+0009 at character 1"),
                tenant("DEL in tenant", "ab\u007f", "control character U+007F at character 2"),
                tenant("C1 in tenant", "\u0085", "control character U+0085 at character 0"),
                tenant("half a pair in tenant", "a\ud83d", "half a surrogate pair at character 1"),
                key("no key", "", Reason.INVALID_KEY, "key is empty; 1 to 1024 bytes"),
                key(
                        "key of 1025 bytes",
                        "k".repeat(1025),
                        Reason.KEY_TOO_LARGE,
                        "key is 1025 bytes; at most 1024"),
                key(
                        "key of 257 four-byte characters",
                        "😀".repeat(257),
                        Reason.KEY_TOO_LARGE,
                        "key is 1028 bytes; at most 1024"),
                key("NUL in key", "a\u0000", Reason.INVALID_KEY, "U+0000 at character 1"),
                key("return in key", "\r", Reason.INVALID_KEY, "U+000D at character 0"),
                key("C1 in key", "a\u0085", Reason.INVALID_KEY, "U+0085 at character 1"),
                key(
                        "low half first",
                        "\ude00\ud83d",
                        Reason.INVALID_KEY,
                        "surrogate pair at character 0"),
                write(
                        "no value",
                        GOOD.toBuilder().clearValue(),
                        Reason.INVALID_ARGUMENT,
                        "value is empty; 1 to 10485760 bytes are required"),
                write(
                        "value of 10 MiB and a byte",
                        GOOD.toBuilder().setValue(ByteString.copyFrom(new byte[10_485_761])),
                        Reason.VALUE_TOO_LARGE,
                        "value is 10485761 bytes; at most 10485760"),
                clock("1001 entries", clockOf(1001), "vector_clock has 1001 entries; at most 1000"),
                clock("no actor", entry("", 1), "entries[0].coordinator_node_id is empty"),
                clock(
                        "actor of 129 bytes",
                        entry("a".repeat(129), 1),
                        "coordinator_node_id is 129 bytes; at most 128"),
                clock("NUL in actor", entry("a\u0000b", 1), "holds NUL at character 1"),
                clock("half a pair in actor", entry("\ud83d", 1), "surrogate pair at character 0"),
                clock(
                        "negative counter",
                        entry("a", -1),
                        "logical_timestamp is -1; it must be 0 or more"),
                write(
                        "negative timestamp",
                        GOOD.toBuilder().setTimestamp(Long.MIN_VALUE),
                        Reason.INVALID_ARGUMENT,
                        "timestamp is -9223372036854775808; it must be 0 or more"));
    }

    /// Storage invariants 79, 80, 81, 83.
    @ParameterizedTest
    @MethodSource("refused")
    void refusesAndNamesWhatIsWrong(Refused refused) {
        assertThat(Validation.of(refused.request()))
                .hasValueSatisfying(violation -> {
                    assertThat(violation.reason()).isEqualTo(refused.reason());
                    assertThat(violation.message()).contains(refused.message());
                });
    }

    static Stream<WriteRequest> accepted() {
        return Stream.of(
                GOOD,
                GOOD.toBuilder().setTenantId("t".repeat(256)).build(),
                GOOD.toBuilder().setTenantId("é".repeat(128)).build(),
                GOOD.toBuilder().setKey("k".repeat(1024)).build(),
                GOOD.toBuilder().setKey("😀".repeat(256)).build(),
                GOOD.toBuilder().setKey("a:b\tc\nd e").build(),
                GOOD.toBuilder().setKey("\u00a0\uffff").build(),
                GOOD.toBuilder().setValue(ByteString.copyFrom(new byte[1])).build(),
                GOOD.toBuilder().setValue(ByteString.copyFrom(new byte[10_485_760])).build(),
                GOOD.toBuilder().setVectorClock(clockOf(1000)).build(),
                GOOD.toBuilder().setVectorClock(entry("a".repeat(128), 0)).build(),
                GOOD.toBuilder().setVectorClock(entry("node:n1:0a", Long.MAX_VALUE)).build(),
                GOOD.toBuilder().setTimestamp(Long.MAX_VALUE).build());
    }

    /// Storage invariant 79.
    @ParameterizedTest
    @MethodSource("accepted")
    void acceptsWhatIsExactlyAtALimit(WriteRequest request) {
        assertThat(Validation.of(request)).isEmpty();
    }

    /// Storage invariant 80.
    @Test
    void readsAndDeletesHaveTheSameRulesForTenantAndKey() {
        ReadRequest read = ReadRequest.newBuilder().setTenantId("a:b").setKey("c").build();
        DeleteRequest delete = DeleteRequest.newBuilder().setTenantId("a").setKey("\u0085").build();

        assertThat(Validation.of(read))
                .hasValueSatisfying(v -> assertThat(v.reason()).isEqualTo(Reason.INVALID_TENANT));
        assertThat(Validation.of(delete))
                .hasValueSatisfying(v -> assertThat(v.reason()).isEqualTo(Reason.INVALID_KEY));
    }

    @Test
    void checksADeletesClockAndTimes() {
        DeleteRequest good = DeleteRequest.newBuilder().setTenantId("t").setKey("k").build();

        assertThat(Validation.of(good)).isEmpty();
        assertThat(Validation.of(good.toBuilder().setVectorClock(entry("", 1)).build()))
                .isPresent();
        assertThat(Validation.of(good.toBuilder().setTimestamp(-1).build()))
                .hasValueSatisfying(v -> assertThat(v.message()).startsWith("timestamp is -1"));
        assertThat(Validation.of(good.toBuilder().setDeletedAtMs(-1).build()))
                .hasValueSatisfying(v -> assertThat(v.message()).startsWith("deleted_at_ms is -1"));
    }

    @Test
    void neverRepeatsWhatTheCallerSent() {
        WriteRequest secret = GOOD.toBuilder().setTenantId("hunter2\u0001").build();

        assertThat(Validation.of(secret))
                .hasValueSatisfying(v -> assertThat(v.message()).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "é", "߿", "ࠀ", "\uffff", "😀", "aé😀\u0000z"})
    void countsBytesAsUtf8Does(String text) {
        assertThat(Validation.utf8Size(text))
                .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    private static Refused write(
            String name, WriteRequest.Builder request, Reason reason, String message) {
        return new Refused(name, request.build(), reason, message);
    }

    private static Refused tenant(String name, String tenant, String message) {
        return write(name, GOOD.toBuilder().setTenantId(tenant), Reason.INVALID_TENANT, message);
    }

    private static Refused key(String name, String key, Reason reason, String message) {
        return write(name, GOOD.toBuilder().setKey(key), reason, message);
    }

    private static Refused clock(String name, VectorClock clock, String message) {
        return write(
                name, GOOD.toBuilder().setVectorClock(clock), Reason.INVALID_ARGUMENT, message);
    }

    private static VectorClock clockOf(int entries) {
        return VectorClock.newBuilder()
                .addAllEntries(
                        Collections.nCopies(
                                entries,
                                VectorClockEntry.newBuilder()
                                        .setCoordinatorNodeId("c")
                                        .setLogicalTimestamp(1)
                                        .build()))
                .build();
    }

    private static VectorClock entry(String actor, long counter) {
        return VectorClock.newBuilder()
                .addEntries(
                        VectorClockEntry.newBuilder()
                                .setCoordinatorNodeId(actor)
                                .setLogicalTimestamp(counter))
                .build();
    }

    record Bounds(String start, String end, String message) {}

    static Stream<Bounds> wrongBounds() {
        return Stream.of(
                new Bounds("k".repeat(1026), "", "key_range_start is 1026 bytes; at most 1025"),
                new Bounds("", "é".repeat(513), "key_range_end is 1026 bytes; at most 1025"),
                new Bounds("a\u0000b", "", "key_range_start holds the control character U+0000"),
                new Bounds("", "b\u0000\u0000", "key_range_end holds the control character U+0000"),
                new Bounds("", "\r", "key_range_end holds the control character U+000D"),
                new Bounds("\ud83d", "", "key_range_start holds half a surrogate pair"));
    }

    @ParameterizedTest
    @MethodSource("wrongBounds")
    void refusesBoundsThatNoKeyCanReach(Bounds bounds) {
        assertThat(Validation.range("t", bounds.start, bounds.end))
                .hasValueSatisfying(
                        violation -> assertThat(violation.message()).contains(bounds.message));
    }

    @Test
    void acceptsBoundsThatAreNoKeys() {
        assertThat(Validation.range("t", "", "")).isEmpty();
        assertThat(Validation.range("t", "k".repeat(1024) + "\0", "\t:\n")).isEmpty();
        assertThat(Validation.range("t", "b", "a")).isEmpty();
        assertThat(Validation.range("a:b", "", "")).isPresent();
    }

    private static final RepairRequest REPAIR =
            RepairRequest.newBuilder()
                    .setTenantId("t")
                    .setKey("k")
                    .setValue(ByteString.copyFromUtf8("v"))
                    .build();
    private static final VectorClock CLOCK =
            VectorClock.newBuilder()
                    .addEntries(
                            VectorClockEntry.newBuilder()
                                    .setCoordinatorNodeId("c")
                                    .setLogicalTimestamp(1))
                    .build();

    @Test
    void repairsHaveTheRulesOfWrites() {
        assertThat(Validation.of(REPAIR)).isEmpty();
        assertThat(Validation.of(REPAIR.toBuilder().setTenantId("a:b").build())).isPresent();
        assertThat(Validation.of(REPAIR.toBuilder().setKey("").build())).isPresent();
        assertThat(Validation.of(REPAIR.toBuilder().clearValue().build()))
                .hasValueSatisfying(
                        violation -> assertThat(violation.message()).contains("value is empty"));
        assertThat(Validation.of(REPAIR.toBuilder().setTimestamp(-1).build())).isPresent();
    }

    @Test
    void aTombstoneThatIsRepairedHasAClockAndNoValue() {
        RepairRequest tombstone =
                REPAIR.toBuilder().clearValue().setIsTombstone(true).setVectorClock(CLOCK).build();
        assertThat(Validation.of(tombstone)).isEmpty();
        assertThat(Validation.of(tombstone.toBuilder().setValue(REPAIR.getValue()).build()))
                .hasValueSatisfying(violation ->
                        assertThat(violation.message()).contains("a tombstone has none"));
        VectorClock zeros =
                VectorClock.newBuilder()
                        .addEntries(VectorClockEntry.newBuilder().setCoordinatorNodeId("c"))
                        .build();
        for (VectorClock none : new VectorClock[] {VectorClock.getDefaultInstance(), zeros}) {
            assertThat(Validation.of(tombstone.toBuilder().setVectorClock(none).build()))
                    .hasValueSatisfying(violation ->
                            assertThat(violation.message())
                                    .contains("needs the clock that it was made with"));
        }
    }
}
