package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.range.RangeRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// A snapshot of an engine.
final class OpenSnapshot implements Snapshot {
    private final Snapshots snapshots;
    private final Reader reader;
    private final long seq;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /// Reads at a sequence number.
    interface Reader {
        RangeOutcome read(RangeRequest request, long maxSeq, BooleanSupplier givenUp);
    }

    /// @param seq in use already
    OpenSnapshot(Snapshots snapshots, Reader reader, long seq) {
        this.snapshots = snapshots;
        this.reader = reader;
        this.seq = seq;
    }

    @Override
    public RangeOutcome read(RangeRequest request, BooleanSupplier givenUp) {
        if (!open.get()) {
            throw new IllegalStateException("the snapshot is closed");
        }
        return reader.read(request, seq, givenUp);
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            snapshots.end(seq);
        }
    }
}
