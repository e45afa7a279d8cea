package dev.pairplane.publishing.bench;

import java.util.concurrent.locks.LockSupport;

/// An open loop: things are due at a steady rate, whatever became of those before. What comes late
/// because this thread or what it calls was slow is still measured from when it was due.
final class Pacer {
    private Pacer() {}

    /// What is to be done when one is due.
    @FunctionalInterface
    interface Step {
        /// Does one.
        ///
        /// @param due when, by [System#nanoTime]
        void at(int number, long due);
    }

    /// Does each step when it is due, or at once when that is over.
    static void run(int rate, int count, Step step) {
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = begin + i * 1_000_000_000L / rate;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            step.at(i, due);
        }
    }
}
