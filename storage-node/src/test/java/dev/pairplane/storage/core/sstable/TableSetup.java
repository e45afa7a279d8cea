package dev.pairplane.storage.core.sstable;

import dev.pairplane.storage.core.file.FaultDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// Tables on a simulated disk, and what they hold.
final class TableSetup {
    static final UUID STORE = new UUID(0x0123_4567_89ab_cdefL, 0x0fed_cba9_8765_4321L);

    private TableSetup() {}

    /// One entry. The set's bytes mean nothing to a table, and here they are text.
    record Entry(byte[] key, long seq, byte[] set, long deletedAtMs) {

        static Entry of(String key, long seq, String set) {
            return new Entry(
                    key.getBytes(StandardCharsets.UTF_8),
                    seq,
                    set.getBytes(StandardCharsets.UTF_8),
                    0);
        }

        @Override
        public String toString() {
            return "%s@%d=%s"
                    .formatted(
                            new String(key, StandardCharsets.ISO_8859_1),
                            seq,
                            new String(set, StandardCharsets.ISO_8859_1));
        }

        /// As a table orders entries: by key, and for one key the newest first.
        int compareTo(Entry other) {
            int byKey = Arrays.compareUnsigned(key, other.key);
            return byKey != 0 ? byKey : Long.compare(other.seq, seq);
        }
    }

    static TableFacts write(FaultDisk disk, long number, TableOptions options, List<Entry> entries)
            throws IOException {
        try (TableWriter writer = new TableWriter(disk.root(), number, STORE, options)) {
            for (Entry entry : entries) {
                writer.add(
                        entry.key,
                        entry.key.length,
                        entry.seq,
                        entry.set,
                        0,
                        entry.set.length,
                        entry.deletedAtMs);
            }
            return writer.finish(1, 1_700_000_000_000L);
        }
    }

    static Table open(FaultDisk disk, long number, BlockCache cache) throws IOException {
        return Table.open(disk.root(), number, STORE, cache);
    }

    static BlockCache cache(long bytes) {
        return new BlockCache(bytes, Runnable::run);
    }

    /// All entries that a walk shows, from where the cursor is.
    static List<String> rest(TableCursor cursor) throws IOException {
        List<String> entries = new ArrayList<>();
        while (cursor.valid()) {
            entries.add(entry(cursor).toString());
            cursor.next();
        }
        return entries;
    }

    static Entry entry(TableCursor cursor) {
        return new Entry(
                Arrays.copyOf(cursor.key(), cursor.keyLength()),
                cursor.seq(),
                Arrays.copyOfRange(
                        cursor.bytes(),
                        cursor.setOffset(),
                        cursor.setOffset() + cursor.setLength()),
                0);
    }
}
