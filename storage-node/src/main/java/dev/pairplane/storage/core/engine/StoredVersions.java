package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.memtable.Memtables;
import dev.pairplane.storage.core.range.RangePage;
import dev.pairplane.storage.core.range.RangeReader;
import dev.pairplane.storage.core.range.RangeRequest;
import dev.pairplane.storage.core.version.VersionSet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// What is stored, in memory and in tables. Safe for several threads.
final class StoredVersions {
    private final Memtables memtables;
    private final TableStore tables;
    private final EngineListener listener;

    StoredVersions(Memtables memtables, TableStore tables, EngineListener listener) {
        this.memtables = memtables;
        this.tables = tables;
        this.listener = listener;
    }

    /// The versions of a key; empty when it was never written. Reads tables when they are not in
    /// memory.
    ///
    /// @throws CorruptFileException when they are damaged
    VersionSet read(CompositeKey key) throws IOException {
        Memtable.Entry entry = memtables.find(key);
        return entry == null ? tables.read(key) : entry.set();
    }

    /// The same for a write, which replaces what is damaged.
    PendingWrite.Stored forWrite(CompositeKey key) throws IOException {
        long epoch = memtables.epoch();
        try {
            return new PendingWrite.Stored(read(key), epoch);
        } catch (CorruptFileException e) {
            listener.on(new EngineEvent.WrittenOverDamage(String.valueOf(e.getMessage())));
            return new PendingWrite.Stored(VersionSet.EMPTY, epoch);
        }
    }

    /// What a write reads once more, now that others may have come before it. Reads tables only
    /// where a memtable has gone meanwhile.
    VersionSet again(CompositeKey key, PendingWrite.Stored earlier) throws IOException {
        Memtable.Entry entry = memtables.find(key);
        if (entry != null) {
            return entry.set();
        }
        return memtables.epoch() == earlier.epoch() ? earlier.set() : afresh(key);
    }

    /// Others wait for this write's group: it does not queue behind reads.
    private VersionSet afresh(CompositeKey key) throws IOException {
        try {
            return tables.readAtOnce(key);
        } catch (CorruptFileException e) {
            listener.on(new EngineEvent.WrittenOverDamage(String.valueOf(e.getMessage())));
            return VersionSet.EMPTY;
        }
    }

    /// A page of keys.
    ///
    /// @param maxSeq what is read at
    /// @throws CorruptFileException when any of it is damaged
    RangePage read(RangeRequest request, long maxSeq, BooleanSupplier givenUp) throws IOException {
        if (request.range().isEmpty()) {
            return RangePage.EMPTY;
        }
        // Memory first: what is flushed meanwhile is then in both, and not in neither.
        List<Memtable> memory = memtables.newestFirst();
        return tables.read(set -> new RangeReader(request, maxSeq, givenUp, memory, set).read());
    }

    /// The versions of a key, if they are in memory or there is no table. Never blocks.
    Optional<VersionSet> inMemory(CompositeKey key) {
        Memtable.Entry entry = memtables.find(key);
        if (entry != null) {
            return Optional.of(entry.set());
        }
        return tables.isEmpty() ? Optional.of(VersionSet.EMPTY) : Optional.empty();
    }
}
