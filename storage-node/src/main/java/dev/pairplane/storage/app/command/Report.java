package dev.pairplane.storage.app.command;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.core.offline.StoreCheck;
import dev.pairplane.storage.proto.CreateCheckpointResponse;
import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.VectorClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Answers as text for people or JSON for programs.
///
/// @param json which of the two
record Report(boolean json) {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}|[\u0080-\u009F]");

    /// What a read found.
    String found(ReadResponse response) {
        if (json) {
            Json object = new Json().put("found", response.getSuccess());
            if (response.getSuccess()) {
                putValue(object, response.getValue());
            }
            putVersion(
                    object,
                    response.getVectorClock(),
                    response.getTimestamp(),
                    response.getIsTombstone(),
                    response.getDeletedAtMs());
            if (response.getSiblingsCount() > 0) {
                object.putRaw(
                        "siblings",
                        response.getSiblingsList().stream()
                                .map(Report::sibling)
                                .collect(Collectors.joining(",", "[", "]")));
            }
            return object.toString();
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                response.getSuccess()
                        ? "value      " + readable(response.getValue())
                        : response.getErrorMessage());
        describe(
                lines,
                response.getVectorClock(),
                response.getTimestamp(),
                response.getDeletedAtMs());
        for (int i = 0; i < response.getSiblingsCount(); i++) {
            KeyValueEntry sibling = response.getSiblings(i);
            lines.add(
                    "sibling %d  %s"
                            .formatted(
                                    i + 1,
                                    sibling.getIsTombstone()
                                            ? "(deleted)"
                                            : readable(sibling.getValue())));
            describe(
                    lines,
                    sibling.getVectorClock(),
                    sibling.getTimestamp(),
                    sibling.getDeletedAtMs());
        }
        return String.join("\n", lines);
    }

    /// One version of a listed key.
    String listed(KeyValueEntry entry) {
        if (!json) {
            String value = entry.getIsTombstone() ? "(deleted)" : readable(entry.getValue());
            return harmless(entry.getKey()) + "\t" + value.replace("\n", "\\n");
        }
        return described(new Json(), entry);
    }

    private static String described(Json object, KeyValueEntry entry) {
        object.put("key", entry.getKey());
        if (!entry.getIsTombstone()) {
            putValue(object, entry.getValue());
        }
        putVersion(
                object,
                entry.getVectorClock(),
                entry.getTimestamp(),
                entry.getIsTombstone(),
                entry.getDeletedAtMs());
        return object.toString();
    }

    /// One version of a key of any tenant.
    String dumped(KeyValueEntry entry) {
        return json
                ? described(new Json().put("tenant", entry.getTenantId()), entry)
                : harmless(entry.getTenantId()) + "\t" + listed(entry);
    }

    /// What a check of a store found.
    String verified(StoreCheck.Result result) {
        if (json) {
            return new Json()
                    .put("intact", result.faults().isEmpty())
                    .put("tables", result.tables())
                    .put("log_records", result.records())
                    .putRaw(
                            "faults",
                            result.faults().stream()
                                    .map(Json::quote)
                                    .collect(Collectors.joining(",", "[", "]")))
                    .toString();
        }
        List<String> lines = new ArrayList<>();
        result.faults().forEach(fault -> lines.add("damaged: " + harmless(fault)));
        lines.add(
                "%s: %d tables, and %d records of the log that are in none"
                        .formatted(
                                result.faults().isEmpty()
                                        ? "intact"
                                        : result.faults().size() + " faults",
                                result.tables(),
                                result.records()));
        return String.join("\n", lines);
    }

    /// How far a drain is.
    String drain(String status) {
        if (json) {
            return new Json().put("status", status).toString();
        }
        return status.equals("drained") ? status : status + "; give the command again to wait on";
    }

    /// What a checkpoint has.
    String checkpoint(CreateCheckpointResponse made) {
        return json
                ? new Json()
                        .put("path", made.getPath())
                        .put("last_seq", made.getLastSeq())
                        .put("tables", made.getTables())
                        .put("bytes", made.getBytes())
                        .toString()
                : "%s%n%d tables, %d bytes, up to sequence number %d"
                        .formatted(
                                made.getPath(),
                                made.getTables(),
                                made.getBytes(),
                                made.getLastSeq());
    }

    /// A listed key.
    String listed(String key) {
        return json ? new Json().put("key", key).toString() : harmless(key);
    }

    /// That a mutation was taken, and the clock the key has now.
    String taken(String what, VectorClock clock) {
        return json
                ? new Json().put("success", true).putRaw("clock", clock(clock)).toString()
                : what + "\nclock      " + readable(clock);
    }

    /// That the node refused, in band.
    String refused(String code, String message) {
        return json
                ? new Json()
                        .put("success", false)
                        .put("code", code)
                        .put("message", message)
                        .toString()
                : "refused: %s (%s)".formatted(message, code);
    }

    private static void describe(
            List<String> lines, VectorClock clock, long timestamp, long deletedAtMs) {
        if (clock.getEntriesCount() > 0) {
            lines.add("clock      " + readable(clock));
        }
        if (timestamp > 0) {
            lines.add("timestamp  " + Instant.ofEpochMilli(timestamp));
        }
        if (deletedAtMs > 0) {
            lines.add("deleted    " + Instant.ofEpochMilli(deletedAtMs));
        }
    }

    private static String readable(VectorClock clock) {
        return clock.getEntriesList().stream()
                .map(e -> harmless(e.getCoordinatorNodeId()) + "=" + e.getLogicalTimestamp())
                .collect(Collectors.joining(" "));
    }

    /// Ids come from other callers, and a terminal obeys control characters.
    static String harmless(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

    private static String readable(ByteString value) {
        if (!value.isValidUtf8()) {
            return "(%d bytes that are no text; --output FILE writes them)".formatted(value.size());
        }
        String text = value.toStringUtf8();
        return text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')
                ? "(%d bytes with control characters; --output FILE writes them)"
                        .formatted(value.size())
                : text;
    }

    private static String sibling(KeyValueEntry sibling) {
        Json object = new Json();
        if (!sibling.getIsTombstone()) {
            putValue(object, sibling.getValue());
        }
        putVersion(
                object,
                sibling.getVectorClock(),
                sibling.getTimestamp(),
                sibling.getIsTombstone(),
                sibling.getDeletedAtMs());
        return object.toString();
    }

    /// Text as text, bytes that are none as base64.
    private static void putValue(Json object, ByteString value) {
        if (value.isValidUtf8()) {
            object.put("value", value.toStringUtf8());
        } else {
            object.put("value_base64", Base64.getEncoder().encodeToString(value.toByteArray()));
        }
    }

    private static void putVersion(
            Json object, VectorClock clock, long timestamp, boolean tombstone, long deletedAtMs) {
        object.putRaw("clock", clock(clock))
                .put("timestamp_ms", timestamp)
                .put("tombstone", tombstone)
                .put("deleted_at_ms", deletedAtMs);
    }

    private static String clock(VectorClock clock) {
        Json object = new Json();
        clock.getEntriesList()
                .forEach(e -> object.put(e.getCoordinatorNodeId(), e.getLogicalTimestamp()));
        return object.toString();
    }
}
