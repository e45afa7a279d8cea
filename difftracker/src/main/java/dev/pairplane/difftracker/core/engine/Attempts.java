package dev.pairplane.difftracker.core.engine;

import java.util.Optional;

/// How often a service's operation was tried, and when it may be again.
///
/// @param failed tries of this burst that failed
/// @param parks bursts in a row that were used up
/// @param burstSinceNanos when this burst began
/// @param notBeforeNanos no try before
/// @param park set while it is parked
/// @param reason what it waits for or failed of, for people; empty when there is nothing to say
record Attempts(
        int failed,
        int parks,
        long burstSinceNanos,
        long notBeforeNanos,
        Optional<Park> park,
        String reason) {

    /// None yet.
    static Attempts fresh(long now) {
        return new Attempts(0, 0, now, now, Optional.empty(), "");
    }

    /// A new burst, now. What was counted of earlier bursts stays.
    Attempts again(long now) {
        return new Attempts(0, parks, now, now, Optional.empty(), reason);
    }

    /// Later, without counting.
    Attempts later(long notBefore, String why) {
        return new Attempts(failed, parks, burstSinceNanos, notBefore, Optional.empty(), why);
    }

    /// Later, and one more has failed.
    Attempts failed(long notBefore, String why) {
        return new Attempts(failed + 1, parks, burstSinceNanos, notBefore, Optional.empty(), why);
    }

    /// Parked.
    Attempts parked(Park park) {
        int used = park.reason() == ParkReason.RETRIES_EXCEEDED ? parks + 1 : parks;
        return new Attempts(
                failed,
                used,
                burstSinceNanos,
                park.untilNanos(),
                Optional.of(park),
                park.message());
    }

    boolean isParkedFor(ParkReason reason) {
        return park.filter(p -> p.reason() == reason).isPresent();
    }

    /// Why it is not being tried.
    ///
    /// @param reason of what kind
    /// @param message what was said
    /// @param untilNanos how long at most
    /// @param outage whether nobody had an answer from Azure while the burst lasted, so that the
    ///   next answer ends this
    record Park(ParkReason reason, String message, long untilNanos, boolean outage) {}
}
