package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.compaction.Retention;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.wal.LogRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// What a start reads from the log: in a memtable, and, whenever that is full, in tables that count
/// for nothing yet. A table is written while the next memtable fills, so a log of any length takes
/// the memory of two. For one thread.
final class Replayed {
    private final TableStore tables;
    private final long memtableBytes;
    private final Executor executor;
    private final List<TableEntry> written = new ArrayList<>();
    private Memtable memtable = new Memtable();
    private @Nullable Flush flush;
    private long flushedSeq;

    /// @param executor writes tables
    Replayed(TableStore tables, long memtableBytes, Executor executor) {
        this.tables = tables;
        this.memtableBytes = memtableBytes;
        this.executor = executor;
    }

    /// A memtable that is being brought into a table.
    private record Flush(FutureTask<TableEntry> task, long lastSeq) {}

    void record(long seq, LogRecord record) throws IOException {
        if (memtable.bytes() >= memtableBytes) {
            beginFlush();
        }
        memtable.put(record.key(), record.set(), seq);
    }

    private void beginFlush() throws IOException {
        await();
        Memtable full = memtable;
        if (full.count() == 0) {
            return;
        }
        var task = new FutureTask<>(() -> tables.write(full, Retention.NEWEST));
        flush = new Flush(task, full.lastSeq());
        memtable = new Memtable();
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // Whoever waits for it carries it out.
        }
    }

    /// Waits until all that was begun is in tables.
    void await() throws IOException {
        Flush begun = flush;
        if (begun == null) {
            return;
        }
        flush = null;
        // Does nothing where somebody else has begun it.
        begun.task.run();
        written.add(result(begun.task));
        flushedSeq = begun.lastSeq;
    }

    private static TableEntry result(FutureTask<TableEntry> task) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IOException("a table was not written", e);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Brings what is in the memtable into a table.
    void flush() throws IOException {
        beginFlush();
        await();
    }

    /// Removes the tables again.
    void abandon() {
        try {
            await();
        } catch (IOException e) {
            // Then there is no table.
        }
        tables.discard(written);
    }

    /// The tables, once nothing is on its way.
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
