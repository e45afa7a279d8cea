package dev.pairplane.difftracker.inbound.admin;

import dev.pairplane.difftracker.core.engine.Snapshot;
import dev.pairplane.difftracker.core.engine.Totals;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Takes pictures of the controller's state. Safe for all threads that may wait.
public final class Snapshots {
    private final Consumer<Consumer<Snapshot>> source;
    private final Supplier<Totals> totals;
    private final Duration patience;

    /// @param source hands out the state, on whatever thread
    /// @param totals the sizes
    /// @param patience how long to wait for a picture
    public Snapshots(
            Consumer<Consumer<Snapshot>> source, Supplier<Totals> totals, Duration patience) {
        this.source = source;
        this.totals = totals;
        this.patience = patience;
    }

    /// The state; empty when the controller does not hand it out in time.
    public Optional<Snapshot> take() throws InterruptedException {
        var taken = new CompletableFuture<Snapshot>();
        source.accept(taken::complete);
        try {
            return Optional.of(taken.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a future that only completes", e);
        }
    }

    /// The sizes, at once.
    public Totals totals() {
        return totals.get();
    }
}
