package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.inbound.grpc.Violation.Reason;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.RepairRequest;
import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import dev.pairplane.storage.proto.WriteRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/// The limits of the contract. Pure: the same request always gets the same answer.
///
/// Sizes are UTF-8 bytes; exactly at a limit is allowed. Tenants hold no colon, because the store's
/// key is `tenant:key` and tenant `a` with key `b:c` must stay apart from tenant `a:b` with key
/// `c`. Idempotency keys are the coordinator's and are not looked at.
final class Validation {
    static final int MAX_TENANT_BYTES = 256;
    static final int MAX_KEY_BYTES = 1024;
    static final int MAX_VALUE_BYTES = 10 * 1024 * 1024;
    static final int MAX_CLOCK_ENTRIES = 1000;
    static final int MAX_ACTOR_BYTES = 128;

    private static final Pattern CHECKPOINT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private Validation() {}

    /// The first thing wrong with a write.
    static Optional<Violation> of(WriteRequest request) {
        return tenant(request.getTenantId())
                .or(() -> key(request.getKey()))
                .or(() -> value(request.getValue().size()))
                .or(() -> clock(request.getVectorClock()))
                .or(() -> notNegative("timestamp", request.getTimestamp()));
    }

    /// The first thing wrong with a read.
    static Optional<Violation> of(ReadRequest request) {
        return tenant(request.getTenantId()).or(() -> key(request.getKey()));
    }

    /// The first thing wrong with a delete.
    static Optional<Violation> of(DeleteRequest request) {
        return tenant(request.getTenantId())
                .or(() -> key(request.getKey()))
                .or(() -> clock(request.getVectorClock()))
                .or(() -> notNegative("timestamp", request.getTimestamp()))
                .or(() -> notNegative("deleted_at_ms", request.getDeletedAtMs()));
    }

    /// The first thing wrong with a repair.
    static Optional<Violation> of(RepairRequest request) {
        return tenant(request.getTenantId())
                .or(() -> key(request.getKey()))
                .or(() ->
                        request.getIsTombstone()
                                ? tombstone(request)
                                : value(request.getValue().size()))
                .or(() -> clock(request.getVectorClock()))
                .or(() -> notNegative("timestamp", request.getTimestamp()))
                .or(() -> notNegative("deleted_at_ms", request.getDeletedAtMs()));
    }

    /// What is wrong with the name of a checkpoint, which becomes that of a directory.
    static Optional<Violation> checkpoint(String name) {
        return CHECKPOINT.matcher(name).matches()
                ? Optional.empty()
                : violation(
                        Reason.INVALID_ARGUMENT,
                        "name must be 1 to 64 letters, digits, dots, hyphens and underscores, the"
                                + " first a letter or digit");
    }

    private static Optional<Violation> tombstone(RepairRequest request) {
        if (!request.getValue().isEmpty()) {
            return violation(
                    Reason.INVALID_ARGUMENT,
                    "value is %d bytes; a tombstone has none".formatted(request.getValue().size()));
        }
        return request.getVectorClock().getEntriesList().stream()
                        .noneMatch(entry -> entry.getLogicalTimestamp() != 0)
                ? violation(
                        Reason.INVALID_ARGUMENT,
                        "vector_clock is empty; the repair of a tombstone needs the clock that it"
                                + " was made with")
                : Optional.empty();
    }

    /// The first thing wrong with a range.
    static Optional<Violation> range(String tenant, String start, String end) {
        return tenant(tenant)
                .or(() -> bound("key_range_start", start))
                .or(() -> bound("key_range_end", end));
    }

    /// A bound is no longer than a key and the NUL after it, which makes it the key's successor.
    private static Optional<Violation> bound(String field, String bound) {
        int size = utf8Size(bound);
        if (size > MAX_KEY_BYTES + 1) {
            return tooLong(Reason.KEY_TOO_LARGE, field, size, MAX_KEY_BYTES + 1);
        }
        return text(field, bound.endsWith("\0") ? bound.substring(0, bound.length() - 1) : bound);
    }

    private static Optional<Violation> tenant(String tenant) {
        int size = utf8Size(tenant);
        if (size == 0) {
            return violation(
                    Reason.INVALID_TENANT,
                    "tenant_id is empty; 1 to %d bytes are required".formatted(MAX_TENANT_BYTES));
        }
        if (size > MAX_TENANT_BYTES) {
            return tooLong(Reason.INVALID_TENANT, "tenant_id", size, MAX_TENANT_BYTES);
        }
        for (int i = 0; i < tenant.length(); i++) {
            char c = tenant.charAt(i);
            if (c == ':') {
                return violation(
                        Reason.INVALID_TENANT,
                        "tenant_id holds a colon at character %d; colons are allowed in keys only"
                                .formatted(i));
            }
            if (isControl(c)) {
                return violation(
                        Reason.INVALID_TENANT,
                        "tenant_id holds the control character U+%04X at character %d; none is allowed"
                                .formatted((int) c, i));
            }
            if (isLoneSurrogate(tenant, i)) {
                return loneSurrogate(Reason.INVALID_TENANT, "tenant_id", i);
            }
        }
        return Optional.empty();
    }

    private static Optional<Violation> key(String key) {
        int size = utf8Size(key);
        if (size == 0) {
            return violation(
                    Reason.INVALID_KEY,
                    "key is empty; 1 to %d bytes are required".formatted(MAX_KEY_BYTES));
        }
        if (size > MAX_KEY_BYTES) {
            return tooLong(Reason.KEY_TOO_LARGE, "key", size, MAX_KEY_BYTES);
        }
        return text("key", key);
    }

    private static Optional<Violation> text(String field, String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (isControl(c) && c != '\t' && c != '\n') {
                return violation(
                        Reason.INVALID_KEY,
                        "%s holds the control character U+%04X at character %d; of those only tab and newline are allowed"
                                .formatted(field, (int) c, i));
            }
            if (isLoneSurrogate(key, i)) {
                return loneSurrogate(Reason.INVALID_KEY, field, i);
            }
        }
        return Optional.empty();
    }

    private static Optional<Violation> value(int size) {
        if (size == 0) {
            return violation(
                    Reason.INVALID_ARGUMENT,
                    "value is empty; 1 to %d bytes are required, and Delete removes a key"
                            .formatted(MAX_VALUE_BYTES));
        }
        return size > MAX_VALUE_BYTES
                ? tooLong(Reason.VALUE_TOO_LARGE, "value", size, MAX_VALUE_BYTES)
                : Optional.empty();
    }

    private static Optional<Violation> clock(VectorClock clock) {
        int count = clock.getEntriesCount();
        if (count > MAX_CLOCK_ENTRIES) {
            return violation(
                    Reason.INVALID_ARGUMENT,
                    "vector_clock has %d entries; at most %d are allowed"
                            .formatted(count, MAX_CLOCK_ENTRIES));
        }
        for (int i = 0; i < count; i++) {
            Optional<Violation> violation = entry(i, clock.getEntries(i));
            if (violation.isPresent()) {
                return violation;
            }
        }
        return Optional.empty();
    }

    private static Optional<Violation> entry(int index, VectorClockEntry entry) {
        String actor = entry.getCoordinatorNodeId();
        String field = "vector_clock.entries[%d].coordinator_node_id".formatted(index);
        int size = utf8Size(actor);
        if (size == 0) {
            return violation(
                    Reason.INVALID_ARGUMENT,
                    "%s is empty; 1 to %d bytes are required".formatted(field, MAX_ACTOR_BYTES));
        }
        if (size > MAX_ACTOR_BYTES) {
            return tooLong(Reason.INVALID_ARGUMENT, field, size, MAX_ACTOR_BYTES);
        }
        for (int i = 0; i < actor.length(); i++) {
            if (actor.charAt(i) == 0) {
                return violation(
                        Reason.INVALID_ARGUMENT,
                        "%s holds NUL at character %d; that is not allowed".formatted(field, i));
            }
            if (isLoneSurrogate(actor, i)) {
                return loneSurrogate(Reason.INVALID_ARGUMENT, field, i);
            }
        }
        return notNegative(
                "vector_clock.entries[%d].logical_timestamp".formatted(index),
                entry.getLogicalTimestamp());
    }

    private static Optional<Violation> notNegative(String field, long number) {
        return number < 0
                ? violation(
                        Reason.INVALID_ARGUMENT,
                        "%s is %d; it must be 0 or more".formatted(field, number))
                : Optional.empty();
    }

    private static Optional<Violation> tooLong(Reason reason, String field, int size, int limit) {
        return violation(
                reason, "%s is %d bytes; at most %d are allowed".formatted(field, size, limit));
    }

    private static Optional<Violation> loneSurrogate(Reason reason, String field, int at) {
        return violation(
                reason,
                "%s holds half a surrogate pair at character %d, which is no text"
                        .formatted(field, at));
    }

    private static Optional<Violation> violation(Reason reason, String message) {
        return Optional.of(new Violation(reason, message));
    }

    /// Unicode category Cc: C0, DEL and C1.
    private static boolean isControl(char c) {
        return c < 0x20 || (c >= 0x7F && c <= 0x9F);
    }

    /// Parsed messages never hold one, because the parser refuses such bytes; but it would be
    /// stored as another key.
    private static boolean isLoneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c)
                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /// The text's size in UTF-8, without encoding it. Half a surrogate pair counts 2.
    static int utf8Size(String text) {
        int size = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // Two bytes up to U+07FF, three above, and four for a pair: two for each half.
                size += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return size;
    }
}
