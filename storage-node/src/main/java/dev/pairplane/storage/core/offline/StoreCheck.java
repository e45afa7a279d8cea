package dev.pairplane.storage.core.offline;

import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.verify.TableCheck;
import dev.pairplane.storage.core.wal.CommitLog;
import dev.pairplane.storage.core.wal.LogReplay;
import dev.pairplane.storage.core.wal.RecoveryMode;
import dev.pairplane.storage.core.wal.SegmentFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/// Reads every byte of a store, and gathers what is wrong. For one thread, once.
///
/// Whose store it is and what its manifest says was checked when it was opened.
public final class StoreCheck {
    private final ClosedStore store;
    private final Progress progress;
    private final List<String> faults = new ArrayList<>();
    private long done;

    /// Hears how far the check is.
    @FunctionalInterface
    public interface Progress {
        /// Called after each table.
        ///
        /// @param done bytes of tables that were read
        /// @param of bytes of all of them
        void at(long done, long of);
    }

    /// @param store not in use by anybody
    public StoreCheck(ClosedStore store, Progress progress) {
        this.store = store;
        this.progress = progress;
    }

    /// What was found.
    ///
    /// @param faults each with its file, the place and what is wrong there; empty when nothing is
    /// @param tables that were read
    /// @param records of the log that are in no table
    public record Result(List<String> faults, int tables, long records) {}

    /// Carries it out, to the end whatever it finds.
    ///
    /// @throws IOException when a file could not be read for another reason than damage
    public Result run() throws IOException {
        List<TableEntry> tables = store.contents().tables().added();
        long all = tables.stream().mapToLong(TableEntry::size).sum();
        TableCheck check = new TableCheck(store.tables(), store.identity().store(), bytes -> true);
        for (TableEntry table : tables) {
            try {
                check.check(table);
            } catch (CorruptFileException
                    | FileHeader.ForeignFileException
                    | FileHeader.IncompatibleFileException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
            done += table.size();
            progress.at(done, all);
        }
        long records = log();
        if (store.contents().closed() && store.tornBytes() > 0) {
            faults.add(
                    "the manifest: %d bytes at its end are no edit, and the store was closed in order"
                            .formatted(store.tornBytes()));
        }
        return new Result(List.copyOf(faults), tables.size(), records);
    }

    private long log() throws IOException {
        LogReplay.Result log;
        try {
            log =
                    LogReplay.replay(
                            store.log(),
                            store.identity().store(),
                            new TreeSet<>(store.contents().added()),
                            store.contents().tables().flushedSeq(),
                            RecoveryMode.SKIP,
                            (_, _) -> {});
        } catch (FileHeader.ForeignFileException | FileHeader.IncompatibleFileException e) {
            faults.add(String.valueOf(e.getMessage()));
            return 0;
        }
        log.damages().forEach(damage -> faults.add(damage.what()));
        if (store.contents().closed() && log.tornBytes() > 0) {
            faults.add(
                    "the commit log: %d bytes at its end are no record, and the store was closed in"
                                    .formatted(log.tornBytes())
                            + " order");
        }
        if (log.tornBytes() == 0) {
            for (Map.Entry<Long, CommitLog.Sealed> segment : log.sealed().entrySet()) {
                rest(segment.getKey(), segment.getValue().bytes());
            }
        }
        return log.records();
    }

    /// What follows on the block of the last record is room that was never written. Within the
    /// block there is padding that nobody reads.
    private void rest(long segment, long end) throws IOException {
        long from = (end + Frame.BLOCK - 1) / Frame.BLOCK * Frame.BLOCK;
        OptionalLong written = SegmentFacts.firstWritten(store.log(), segment, from);
        if (written.isPresent()) {
            faults.add(
                    new CorruptFileException(
                                    SegmentFacts.name(segment),
                                    written.orElseThrow(),
                                    "it is not zero, and stands behind the last record")
                            .getMessage());
        }
    }
}
