package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.retry.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/// When one kind of call may be made again: failures in a row make it wait longer and longer; being
/// asked to wait uses up no try.
final class Pacing {

    private final Backoff backoff;
    private final int stalledAfter;
    private final RandomGenerator random;
    private final IntConsumer stalled;

    private int failures;
    private int waits;
    private boolean reported;
    private Optional<Long> notBeforeNanos = Optional.empty();

    /// Whether a fresh change may end the wait.
    private boolean endable;

    /// @param stalled told how many tries have failed in a row, once per outage
    Pacing(LocationsSettings settings, RandomGenerator random, IntConsumer stalled) {
        this.backoff = settings.backoff();
        this.stalledAfter = settings.stalledAfter();
        this.random = random;
        this.stalled = stalled;
    }

    /// How long to wait; not above zero when it need not.
    long waitNanos(long nowNanos) {
        return notBeforeNanos.map(time -> time - nowNanos).orElse(0L);
    }

    /// A call ended like this.
    void ended(Outcome<?> outcome, long nowNanos) {
        switch (outcome) {
            case Outcome.Done<?> _ -> succeeded();
            case Outcome.Refused<?>(var error) when error.throttled() ->
                    postponed(nowNanos, error.retryAfter());
            case Outcome.NotSent<?>(var reason, var retryAfter) when saysNothing(reason) ->
                    postponed(nowNanos, retryAfter);
            case Outcome.Refused<?> _, Outcome.NotSent<?> _, Outcome.Unanswered<?> _ ->
                    failed(nowNanos);
        }
    }

    /// Whether a reason says nothing about whether a next try would go through.
    private static boolean saysNothing(Outcome.Reason reason) {
        return switch (reason) {
            case BREAKER_OPEN, BULKHEAD_FULL, SHUTDOWN -> true;
            case UNREACHABLE, NO_TOKEN -> false;
        };
    }

    /// It went through.
    void succeeded() {
        failures = 0;
        waits = 0;
        reported = false;
        notBeforeNanos = Optional.empty();
    }

    /// It failed.
    void failed(long nowNanos) {
        failures++;
        waits = 0;
        endable = true;
        notBeforeNanos = Optional.of(nowNanos + backoff.delay(failures, random).toNanos());
        if (failures >= stalledAfter && !reported) {
            reported = true;
            stalled.accept(failures);
        }
    }

    private void postponed(long nowNanos, Optional<Duration> retryAfter) {
        waits++;
        endable = false;
        Duration delay =
                retryAfter
                        .filter(asked -> asked.compareTo(backoff.base()) >= 0)
                        .orElseGet(() -> backoff.delay(waits, random));
        notBeforeNanos = Optional.of(nowNanos + delay.toNanos());
    }

    /// There is something new to try: a wait after a failure is over.
    void refresh() {
        if (endable) {
            notBeforeNanos = Optional.empty();
        }
    }
}
