package dev.pairplane.storage.core.offline;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.levels.LevelSets;
import dev.pairplane.storage.core.levels.OpenTables;
import dev.pairplane.storage.core.manifest.Edit;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.range.RangePage;
import dev.pairplane.storage.core.range.RangeReader;
import dev.pairplane.storage.core.range.RangeRequest;
import dev.pairplane.storage.core.sstable.BlockCache;
import dev.pairplane.storage.core.store.Identity;
import dev.pairplane.storage.core.wal.LogReplay;
import dev.pairplane.storage.core.wal.RecoveryMode;
import dev.pairplane.storage.core.wal.SegmentFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/// A store that is read and not changed, and that nobody else changes meanwhile. For one thread.
public final class ClosedStore {
    private static final int OPEN_TABLES = 256;
    private static final long CACHE_BYTES = 32 << 20;

    private final Directory log;
    private final Directory tables;
    private final Identity identity;
    private final Edit contents;
    private final long tornBytes;

    private ClosedStore(
            Directory log, Directory tables, Identity identity, Manifest.Reading manifest) {
        this.log = log;
        this.tables = tables;
        this.identity = identity;
        this.contents = manifest.contents();
        this.tornBytes = manifest.tornBytes();
    }

    /// Reads whose the store is, and what forms it.
    ///
    /// @param root has `IDENTITY` and `CURRENT`
    /// @param log has the segments that the manifest names, if it names any
    /// @param tables has the tables
    /// @throws CorruptFileException when the directory holds no store, or its manifest is damaged
    public static ClosedStore open(Directory root, Directory log, Directory tables)
            throws IOException {
        if (!Identity.exists(root)) {
            throw new CorruptFileException(
                    root.path(), 0, "it holds no store: there is no IDENTITY");
        }
        Identity identity = Identity.read(root);
        if (!Manifest.exists(root)) {
            throw new CorruptFileException(
                    root.path(),
                    0,
                    "it holds no store: there is no CURRENT, which names a manifest");
        }
        return new ClosedStore(log, tables, identity, Manifest.read(root, identity.store()));
    }

    /// Whose it is.
    public Identity identity() {
        return identity;
    }

    /// What its manifest says, as one edit.
    public Edit contents() {
        return contents;
    }

    /// Bytes at the end of its manifest that are no edit.
    long tornBytes() {
        return tornBytes;
    }

    /// Where its log is.
    Directory log() {
        return log;
    }

    /// Where its tables are.
    public Directory tables() {
        return tables;
    }

    /// The segments that form its log, by number.
    ///
    /// @throws CorruptFileException when the header of one is damaged
    public List<SegmentFacts> segments() throws IOException {
        List<SegmentFacts> segments = new ArrayList<>();
        for (long number : contents.added()) {
            segments.add(SegmentFacts.read(log, number, identity.store()));
        }
        return segments;
    }

    /// Whether its log has records that are in no table.
    ///
    /// @throws CorruptFileException when the log is damaged
    public boolean hasUnflushed() throws IOException {
        return LogReplay.replay(
                                log,
                                identity.store(),
                                new TreeSet<>(contents.added()),
                                contents.tables().flushedSeq(),
                                RecoveryMode.FAIL,
                                (_, _) -> {})
                        .records()
                > 0;
    }

    /// Takes what is read, page by page.
    public interface Reader {
        /// Takes a page.
        ///
        /// @return whether more is wanted
        boolean page(RangePage page) throws IOException;
    }

    /// Reads what a node that was started here would answer, page by page. What is only in the log
    /// is read into memory first.
    ///
    /// @throws CorruptFileException on the first damage
    public void read(RangeRequest request, Reader reader) throws IOException {
        Memtable memtable = new Memtable();
        LogReplay.replay(
                log,
                identity.store(),
                new TreeSet<>(contents.added()),
                contents.tables().flushedSeq(),
                RecoveryMode.FAIL,
                (seq, record) -> memtable.put(record.key(), record.set(), seq));
        Executor direct = Runnable::run;
        BlockCache cache = new BlockCache(CACHE_BYTES, direct);
        OpenTables open = new OpenTables(tables, identity.store(), cache, OPEN_TABLES);
        try (LevelSets sets = new LevelSets(open, _ -> {})) {
            sets.change(Set.of(), contents.tables().added());
            try (LevelSets.Hold hold = sets.hold()) {
                RangeRequest next = request;
                boolean more = true;
                while (more) {
                    RangePage page =
                            new RangeReader(
                                            next,
                                            Long.MAX_VALUE,
                                            () -> false,
                                            List.of(memtable),
                                            hold.set())
                                    .read();
                    more = reader.page(page) && page.next().isPresent();
                    next = page.next().map(next::from).orElse(next);
                }
            }
        }
    }
}
