package dev.pairplane.storage.core.compaction;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.levels.LevelCursor;
import dev.pairplane.storage.core.levels.LevelSet;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.sstable.MergingCursor;
import dev.pairplane.storage.core.sstable.TableName;
import dev.pairplane.storage.core.sstable.TableWriter;
import dev.pairplane.storage.core.version.MalformedVersionSetException;
import dev.pairplane.storage.core.version.VersionSetCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Carries out one plan: reads its inputs side by side, and writes what stays. For one thread,
/// once.
///
/// Inputs are only read. What it writes counts for nothing until the caller's edit of the manifest;
/// when it fails or is told to stop, it removes that.
public final class Compaction {
    /// A table ends early where it would overlap more than so many tables of the level below the
    /// outputs': merging it down would be expensive.
    static final int MAX_GRANDPARENTS = 10;

    /// How many entries, or bytes of them, go by between two looks at whether to stop.
    private static final int LOOK_INTERVAL = 64;

    private static final long LOOK_BYTES = 1 << 20;

    private final CompactionPlan plan;
    private final LevelSet set;
    private final CompactionOptions options;
    private final Retention retention;
    private final Environment environment;
    private final List<TableEntry> outputs = new ArrayList<>();
    private final List<TableEntry> grandparents;
    private @Nullable TableWriter writer;
    private int grandparent;
    private long overlapped;
    private byte[] key = new byte[64];
    private int keyLength = -1;
    private long newerSeq;
    private long dropped;

    /// What a compaction takes from the store around it.
    ///
    /// @param directory where tables are written
    /// @param store the store's id
    /// @param numbers gives a number that no table had before
    /// @param clockMs wall clock, ms since the epoch; for people only
    /// @param stop asked now and then; when it says so, the compaction ends with [StoppedException]
    /// @param pace told now and then how many bytes of entries were merged since it was told last;
    ///   waits where merging is to be slower
    public record Environment(
            Directory directory,
            UUID store,
            LongSupplier numbers,
            LongSupplier clockMs,
            BooleanSupplier stop,
            LongConsumer pace) {}

    /// It was told to stop; its inputs are as they were.
    public static final class StoppedException extends IOException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("the compaction was told to stop");
        }
    }

    /// What came of it.
    ///
    /// @param outputs take the place of the plan's inputs; their files are synced, and so are their
    ///   names
    /// @param dropped entries that nobody sees any more
    public record Result(List<TableEntry> outputs, long dropped) {}

    /// @param set the arrangement that the plan was made for, which the caller holds
    public Compaction(
            CompactionPlan plan,
            LevelSet set,
            CompactionOptions options,
            Retention retention,
            Environment environment) {
        this.plan = plan;
        this.set = set;
        this.options = options;
        this.retention = retention;
        this.environment = environment;
        this.grandparents =
                plan.outputLevel() < LevelSet.LAST
                        ? set.entries(plan.outputLevel() + 1)
                        : List.of();
    }

    /// Writes the outputs.
    ///
    /// @throws dev.pairplane.storage.core.framing.CorruptFileException when an input is damaged; no
    ///   entry is ever left out for that
    /// @throws StoppedException when it was told to stop
    public Result run() throws IOException {
        List<LevelCursor> inputs = inputs();
        try {
            merge(new MergingCursor(inputs));
            finishTable();
            environment.directory.sync();
            return new Result(List.copyOf(outputs), dropped);
        } catch (IOException | RuntimeException | Error e) {
            abandon(e);
            throw e;
        } finally {
            inputs.forEach(LevelCursor::close);
        }
    }

    private List<LevelCursor> inputs() {
        Set<Long> numbers = new HashSet<>(plan.numbers());
        List<LevelCursor> cursors = new ArrayList<>();
        for (int level : new int[] {plan.inputLevel(), plan.outputLevel()}) {
            List<LevelSet.Placed> tables =
                    set.level(level).stream()
                            .filter(placed -> numbers.remove(placed.entry().number()))
                            .toList();
            if (level == 0) {
                tables.forEach(table -> cursors.add(LevelCursor.over(List.of(table), false)));
            } else if (!tables.isEmpty()) {
                cursors.add(LevelCursor.over(tables, false));
            }
        }
        if (!numbers.isEmpty()) {
            throw new IllegalArgumentException("the arrangement has no tables " + numbers);
        }
        return cursors;
    }

    private void merge(MergingCursor cursor) throws IOException {
        int untilLook = 0;
        long merged = 0;
        for (boolean more = cursor.first(); more; more = cursor.next()) {
            if (untilLook-- == 0 || merged >= LOOK_BYTES) {
                untilLook = LOOK_INTERVAL;
                environment.pace.accept(merged);
                merged = 0;
                if (environment.stop.getAsBoolean()) {
                    throw new StoppedException();
                }
            }
            merged += cursor.keyLength() + (long) cursor.setLength();
            boolean newKey =
                    keyLength < 0
                            || !Arrays.equals(
                                    cursor.key(), 0, cursor.keyLength(), key, 0, keyLength);
            if (newKey) {
                remember(cursor);
            }
            entry(cursor, newKey);
            newerSeq = cursor.seq();
        }
        environment.pace.accept(merged);
    }

    private void remember(MergingCursor cursor) {
        if (key.length < cursor.keyLength()) {
            key = new byte[Math.max(cursor.keyLength(), 2 * key.length)];
        }
        keyLength = cursor.keyLength();
        System.arraycopy(cursor.key(), 0, key, 0, keyLength);
        newerSeq = Long.MAX_VALUE;
    }

    private void entry(MergingCursor cursor, boolean newKey) throws IOException {
        if (!retention.seen(cursor.seq(), newerSeq)) {
            dropped++;
            return;
        }
        long deletedAt = deletedAt(cursor);
        // Within level 0 an older table may stand outside the merge.
        if (deletedAt > 0
                && plan.outputLevel() > 0
                && retention.collectable(cursor.seq(), deletedAt)
                && !set.mayHoldBelow(plan.outputLevel(), key, keyLength)) {
            dropped++;
            return;
        }
        if (newKey) {
            splitWhereDue();
        }
        TableWriter active = writer;
        if (active == null) {
            active =
                    new TableWriter(
                            environment.directory,
                            environment.numbers.getAsLong(),
                            environment.store,
                            options.table());
            writer = active;
        }
        active.add(
                cursor.key(),
                cursor.keyLength(),
                cursor.seq(),
                cursor.bytes(),
                cursor.setOffset(),
                cursor.setLength(),
                deletedAt);
    }

    private long deletedAt(MergingCursor cursor) throws IOException {
        try {
            return VersionSetCodec.deletedAt(
                    cursor.bytes(), cursor.setOffset(), cursor.setLength());
        } catch (MalformedVersionSetException e) {
            throw new CorruptFileException(
                    TableName.of(plan.upper().getFirst().number()),
                    0,
                    "it, or a table merged with it, holds an entry that cannot be decoded: "
                            + e.getMessage());
        }
    }

    private void splitWhereDue() throws IOException {
        if (plan.outputLevel() == 0) {
            // Fewer tables is what this merge is for.
            return;
        }
        while (grandparent < grandparents.size()
                && Arrays.compareUnsigned(
                                grandparents.get(grandparent).largest(),
                                0,
                                grandparents.get(grandparent).largest().length,
                                key,
                                0,
                                keyLength)
                        < 0) {
            overlapped += writer == null ? 0 : grandparents.get(grandparent).size();
            grandparent++;
        }
        TableWriter active = writer;
        if (active != null
                && (active.size() >= options.maxFileBytes()
                        || overlapped > MAX_GRANDPARENTS * options.maxFileBytes())) {
            finishTable();
        }
    }

    private void finishTable() throws IOException {
        TableWriter active = writer;
        if (active != null) {
            outputs.add(
                    TableEntry.of(
                            active.finish(plan.outputLevel(), environment.clockMs.getAsLong()),
                            plan.outputLevel()));
            writer = null;
            overlapped = 0;
        }
    }

    private void abandon(Throwable why) {
        try {
            TableWriter active = writer;
            if (active != null) {
                active.close();
            }
            for (TableEntry output : outputs) {
                environment.directory.delete(TableName.of(output.number()));
            }
        } catch (IOException e) {
            // No manifest names what is left; the next start removes it.
            why.addSuppressed(e);
        }
    }
}
