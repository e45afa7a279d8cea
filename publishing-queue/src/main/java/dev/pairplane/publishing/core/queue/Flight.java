package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.breaker.CircuitBreaker;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.core.target.Target;
import java.time.Instant;
import java.util.Optional;

/// An attempt that holds a worker.
final class Flight {
    final JobEntry entry;
    final CircuitBreaker.Permit permit;
    final int number;

    /// As it is when the attempt goes out.
    Target target;

    /// Since when it is on the wire.
    long startedNanos;

    Instant startedAt = Instant.EPOCH;

    Optional<Sender.Sending> sending = Optional.empty();

    /// Whether it holds its worker no longer.
    boolean over;

    /// Whether the job was given away meanwhile.
    boolean late;

    Flight(JobEntry entry, Target target, CircuitBreaker.Permit permit, int number) {
        this.entry = entry;
        this.target = target;
        this.permit = permit;
        this.number = number;
    }
}
