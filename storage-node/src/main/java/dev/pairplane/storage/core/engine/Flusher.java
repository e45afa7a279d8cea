package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.compaction.Retention;
import dev.pairplane.storage.core.framing.PoisonedException;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.manifest.Edit;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.manifest.TableChange;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.memtable.Memtables;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings memtables that are full into tables, one at a time, the oldest first. Safe for several
/// threads.
///
/// One edit of the manifest lists the table and says how far the log is flushed; then readers see
/// the table; then the memtable goes; then the log gives up the segments that nobody needs. A crash
/// between any two steps leaves a file that is not listed, or records that are replayed and already
/// in tables, and nothing else.
final class Flusher {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Memtables memtables;
    private final TableStore tables;
    private final Manifest manifest;
    private final CollectionClock clock;
    private final Snapshots snapshots;
    private final Environment environment;
    private final EngineListener listener;
    private final Tasks tasks;
    private final RetryPause pause;
    private boolean running;

    /// What follows on a flush.
    interface After {
        /// A memtable has gone; everything up to a sequence number is in tables.
        void flushed(long seq);

        /// The manifest takes nothing more until the next start.
        void poisoned(PoisonedException cause);

        /// Whether that has happened, or the log takes nothing more: what would be written could
        /// not be listed, or must not be.
        boolean isPoisoned();
    }

    private final After after;

    Flusher(
            Memtables memtables,
            TableStore tables,
            Manifest manifest,
            CollectionClock clock,
            Snapshots snapshots,
            Environment environment,
            EngineListener listener,
            Tasks tasks,
            After after) {
        this.memtables = memtables;
        this.tables = tables;
        this.manifest = manifest;
        this.clock = clock;
        this.snapshots = snapshots;
        this.environment = environment;
        this.listener = listener;
        this.tasks = tasks;
        this.pause = new RetryPause(FIRST_PAUSE, LONGEST_PAUSE, environment.nanoTime());
        this.after = after;
    }

    /// Has whatever waits flushed, unless that is under way or has just failed.
    void wake() {
        synchronized (this) {
            if (running || pause.lasts() || memtables.waiting() == 0 || after.isPoisoned()) {
                return;
            }
            running = true;
        }
        if (!tasks.run(this::flushAll)) {
            ended();
        }
    }

    private synchronized void ended() {
        running = false;
    }

    private void flushAll() {
        try {
            Memtable next = memtables.oldestWaiting();
            while (next != null && !tasks.stopping() && !after.isPoisoned()) {
                flush(next);
                pause.succeeded();
                next = memtables.oldestWaiting();
            }
        } catch (IOException | RuntimeException | Error e) {
            failed(String.valueOf(e.getMessage()));
        } finally {
            ended();
        }
        // What came to wait while the last one was ending has found this one running.
        wake();
    }

    private void failed(String cause) {
        pause.failed();
        listener.on(new EngineEvent.FlushFailed(cause));
    }

    private void flush(Memtable memtable) throws IOException {
        long start = environment.nanoTime().getAsLong();
        TableEntry written =
                memtable.count() == 0
                        ? null
                        : tables.write(memtable, new Retention(snapshots.inUse(), 0));
        List<TableEntry> added = written == null ? List.of() : List.of(written);
        try {
            manifest.apply(
                    Edit.of(
                            new TableChange(
                                    added,
                                    Set.of(),
                                    memtable.lastSeq(),
                                    tables.nextNumber(),
                                    clock.nowMs())));
        } catch (IOException e) {
            discard(written, e);
            throw e;
        }
        tables.install(Set.of(), added);
        memtables.flushed(memtable);
        listener.on(
                new EngineEvent.Flushed(
                        memtable.count(),
                        written == null ? 0 : written.size(),
                        environment.nanoTime().getAsLong() - start));
        after.flushed(memtable.lastSeq());
    }

    /// Removes a table that is certainly not listed; where nobody knows, the next start decides.
    private void discard(@Nullable TableEntry written, IOException why) {
        if (why instanceof PoisonedException poisoned) {
            after.poisoned(poisoned);
        } else if (written != null) {
            tables.discard(List.of(written));
        }
    }
}
