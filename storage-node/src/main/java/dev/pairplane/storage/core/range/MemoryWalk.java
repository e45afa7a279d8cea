package dev.pairplane.storage.core.range;

import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.memtable.Memtable;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A walk through a memtable, as it is seen at a sequence number.
final class MemoryWalk {
    private final Iterator<Memtable.Entry> entries;
    private final long maxSeq;
    private Memtable.@Nullable Entry current;

    MemoryWalk(Memtable memtable, CompositeKey from, long maxSeq) {
        this.entries = memtable.entriesFrom(from).iterator();
        this.maxSeq = maxSeq;
        advance();
    }

    /// Where it is; nothing at the end.
    Memtable.@Nullable Entry current() {
        return current;
    }

    void advance() {
        Memtable.Entry seen = null;
        while (seen == null && entries.hasNext()) {
            seen = entries.next().at(maxSeq);
        }
        current = seen;
    }
}
