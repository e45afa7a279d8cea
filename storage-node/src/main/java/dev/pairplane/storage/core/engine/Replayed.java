package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.compaction.Retention;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.version.VersionSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a start reads from the log: in a memtable, and, whenever that is full, in tables that count
/// for nothing yet. So a log of any length takes the memory of one memtable.
final class Replayed {
    private final TableStore tables;
    private final long memtableBytes;
    private final List<TableEntry> written = new ArrayList<>();
    private Memtable memtable = new Memtable();
    private long flushedSeq;

    Replayed(TableStore tables, long memtableBytes) {
        this.tables = tables;
        this.memtableBytes = memtableBytes;
    }

    void record(long seq, CompositeKey key, VersionSet set) throws IOException {
        if (memtable.bytes() >= memtableBytes) {
            flush();
        }
        memtable.put(key, set, seq);
    }

    /// Brings what is in the memtable into a table.
    void flush() throws IOException {
        if (memtable.count() > 0) {
            written.add(tables.write(memtable, Retention.NEWEST));
            flushedSeq = memtable.lastSeq();
            memtable = new Memtable();
        }
    }

    /// Removes the tables again.
    void abandon() {
        tables.discard(written);
    }

    List<TableEntry> written() {
        return List.copyOf(written);
    }

    /// The last sequence number that is in them; 0 without any.
    long flushedSeq() {
        return flushedSeq;
    }

    /// What is not in them.
    Memtable memtable() {
        return memtable;
    }
}
