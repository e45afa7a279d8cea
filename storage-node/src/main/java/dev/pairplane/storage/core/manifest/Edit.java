package dev.pairplane.storage.core.manifest;

import dev.pairplane.storage.core.framing.CorruptFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One atomic change of the manifest.
///
/// @param added segments that are part of the log from now on
/// @param removed segments that no longer are
/// @param lastSeq no sequence number up to this one is given out again
/// @param closed whether the log was sealed and synced, and its writer has ended
public record Edit(List<Long> added, List<Long> removed, long lastSeq, boolean closed) {

    /// The order of keys that the store's files are written in: unsigned bytes.
    static final String COMPARATOR = "pairdb.bytes.1";

    private static final byte COMPARATOR_FIELD = 1;
    private static final byte LAST_SEQ = 2;
    private static final byte ADDED = 3;
    private static final byte REMOVED = 4;
    private static final byte CLOSED = 5;

    /// Copies the lists.
    public Edit {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /// A change of segments by a running process.
    public static Edit of(List<Long> added, List<Long> removed, long lastSeq) {
        return new Edit(added, removed, lastSeq, false);
    }

    /// The last edit of an orderly shutdown, made after the log's last sync has succeeded.
    public static Edit closed(long lastSeq) {
        return new Edit(List.of(), List.of(), lastSeq, true);
    }

    byte[] encode() {
        byte[] comparator = COMPARATOR.getBytes(StandardCharsets.US_ASCII);
        int fields = added.size() + removed.size() + 2;
        ByteBuffer out =
                ByteBuffer.allocate(2 + comparator.length + fields * (1 + Long.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        out.put(COMPARATOR_FIELD).put((byte) comparator.length).put(comparator);
        out.put(LAST_SEQ).putLong(lastSeq);
        added.forEach(number -> out.put(ADDED).putLong(number));
        removed.forEach(number -> out.put(REMOVED).putLong(number));
        out.put(CLOSED).putLong(closed ? 1 : 0);
        return out.array();
    }

    static Edit decode(String file, long offset, ByteBuffer payload) throws CorruptFileException {
        List<Long> added = new ArrayList<>();
        List<Long> removed = new ArrayList<>();
        long lastSeq = 0;
        boolean closed = false;
        ByteBuffer in = payload.order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            byte field = in.get();
            if (in.remaining() < (field == COMPARATOR_FIELD ? 1 : Long.BYTES)) {
                throw new CorruptFileException(file, offset, "an edit is cut short");
            }
            switch (field) {
                case COMPARATOR_FIELD -> comparator(file, offset, in);
                case LAST_SEQ -> lastSeq = in.getLong();
                case ADDED -> added.add(in.getLong());
                case REMOVED -> removed.add(in.getLong());
                case CLOSED -> closed = in.getLong() != 0;
                default ->
                        throw new CorruptFileException(
                                file, offset, "an edit has the unknown field " + field);
            }
        }
        return new Edit(added, removed, lastSeq, closed);
    }

    private static void comparator(String file, long offset, ByteBuffer in)
            throws CorruptFileException {
        byte[] name = new byte[Math.min(in.get() & 0xFF, in.remaining())];
        in.get(name);
        String found = new String(name, StandardCharsets.US_ASCII);
        if (!found.equals(COMPARATOR)) {
            throw new CorruptFileException(
                    file, offset, "keys are ordered by " + found + ", not by " + COMPARATOR);
        }
    }
}
