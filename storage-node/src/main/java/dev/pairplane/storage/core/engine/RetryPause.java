package dev.pairplane.storage.core.engine;

import java.time.Duration;
import java.util.function.LongSupplier;

/// The time between two tries of what has failed: twice as long after each, up to a limit. Safe for
/// several threads.
final class RetryPause {
    private final Duration first;
    private final Duration longest;
    private final LongSupplier nanoTime;
    private Duration next;
    private boolean paused;
    private long until;

    /// @param nanoTime monotonic clock, ns
    RetryPause(Duration first, Duration longest, LongSupplier nanoTime) {
        this.first = first;
        this.longest = longest;
        this.nanoTime = nanoTime;
        this.next = first;
    }

    /// Whether it is too early for another try.
    synchronized boolean lasts() {
        return paused && nanoTime.getAsLong() - until < 0;
    }

    synchronized void succeeded() {
        paused = false;
        next = first;
    }

    synchronized void failed() {
        paused = true;
        until = nanoTime.getAsLong() + next.toNanos();
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
