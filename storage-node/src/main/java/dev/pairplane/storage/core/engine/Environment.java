package dev.pairplane.storage.core.engine;

import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// What the engine takes from the outside world besides disks.
///
/// @param clockMicros wall clock, µs since the epoch
/// @param nanoTime monotonic clock, ns
/// @param randoms random numbers, for ids and nonces
/// @param process what names this process to people, in the lock file
/// @param background runs short disk work, one task at a time; must not be shut down with
///   interrupts
/// @param tables runs the flushes and merges of tables, several at a time; the same holds
/// @param rest has the calling thread wait for so many ns
public record Environment(
        LongSupplier clockMicros,
        LongSupplier nanoTime,
        LongSupplier randoms,
        String process,
        Executor background,
        Executor tables,
        LongConsumer rest) {

    /// The wall clock in ms, at least 1: a clock that stands before 1970 must not end a write.
    long clockMs() {
        return Math.max(1, clockMicros.getAsLong() / 1000);
    }
}
