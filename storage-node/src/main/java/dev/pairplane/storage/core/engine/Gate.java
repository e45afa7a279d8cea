package dev.pairplane.storage.core.engine;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Lets callers in while it is open, and lets one who closes it wait for those inside.
final class Gate {

    private final LongSupplier nanoTime;
    private int inside;
    private boolean open;
    private boolean closed;

    Gate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// Opens, unless it was closed before.
    synchronized void open() {
        open = !closed;
    }

    synchronized boolean enter() {
        if (open) {
            inside++;
        }
        return open;
    }

    synchronized void leave() {
        inside--;
        if (inside == 0) {
            notifyAll();
        }
    }

    /// Closes the gate and waits until nobody is inside, at most `nanos`.
    ///
    /// @return whether everybody left
    synchronized boolean close(long nanos) {
        open = false;
        closed = true;
        long left = nanos;
        boolean interrupted = false;
        while (inside > 0 && left > 0) {
            long before = nanoTime.getAsLong();
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left -= nanoTime.getAsLong() - before;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return inside == 0;
    }
}
