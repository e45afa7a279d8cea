package dev.pairplane.storage.core.levels;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.sstable.BlockCache;
import dev.pairplane.storage.core.sstable.Table;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The tables that are open, no more than may be. Safe for several threads.
///
/// When there are too many, those that were not used for longest are closed, a sixteenth of all at
/// once: finding them looks at every one. Tables in use stay open, so for a moment there can be
/// more.
public final class OpenTables {
    private final Directory directory;
    private final UUID store;
    private final BlockCache cache;
    private final int limit;
    private final Set<TableFile> files = ConcurrentHashMap.newKeySet();
    private final AtomicLong ticks = new AtomicLong();

    /// @param directory where tables are
    /// @param limit how many may be open, at least 1
    public OpenTables(Directory directory, UUID store, BlockCache cache, int limit) {
        this.directory = directory;
        this.store = store;
        this.cache = cache;
        this.limit = limit;
    }

    /// The file of a table, not opened yet. The caller keeps one object for each number.
    public TableFile file(long number) {
        return new TableFile(this, number);
    }

    Table open(long number) throws IOException {
        return Table.open(directory, number, store, cache);
    }

    /// A point in time, for telling which use was later; advances as tables are opened.
    long tick() {
        return ticks.get();
    }

    /// A table was opened. Called in its monitor, so that it comes before what closes it.
    void opened(TableFile file) {
        ticks.incrementAndGet();
        files.add(file);
    }

    /// A table is being closed. Called in its monitor.
    void closed(TableFile file) {
        files.remove(file);
    }

    /// Closes some of those that nobody uses, where there are too many.
    void keepLimit() {
        if (files.size() > limit) {
            closeSome();
        }
    }

    private synchronized void closeSome() {
        int excess = files.size() - limit + limit / 16;
        if (files.size() <= limit) {
            return;
        }
        List<TableFile> byUse =
                files.stream().sorted(Comparator.comparingLong(TableFile::lastUse)).toList();
        for (TableFile file : byUse) {
            if (excess <= 0) {
                break;
            }
            try {
                excess -= file.closeUnused() ? 1 : 0;
            } catch (IOException e) {
                // It counts as closed, and whoever needed the room has nothing to do with it.
                excess--;
            }
        }
    }

    /// Closes a table that nobody will use any more.
    void forget(TableFile file) throws IOException {
        file.closeUnused();
    }

    /// How many are open.
    public int count() {
        return files.size();
    }
}
