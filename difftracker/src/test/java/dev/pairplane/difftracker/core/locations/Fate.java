package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import java.time.Duration;
import java.util.Optional;

/// What becomes of one call.
///
/// @param effect when it has its effect; empty for never
/// @param answer when it ends
/// @param outcome how it ends; empty for the truth
record Fate(Optional<Duration> effect, Duration answer, Optional<Outcome<Void>> outcome) {

    static final Duration TIMEOUT = Duration.ofSeconds(30);
    static final Duration MARGIN = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration LATER = Duration.ofMillis(400);

    static Fate done() {
        return new Fate(Optional.of(SOON), LATER, Optional.empty());
    }

    /// No answer, and no effect ever.
    static Fate lostBefore() {
        return new Fate(Optional.empty(), TIMEOUT, Optional.of(new Outcome.Unanswered<>("lost")));
    }

    /// No answer, but an effect.
    static Fate lostAfter() {
        return late(SOON);
    }

    /// No answer, and an effect some time.
    static Fate late(Duration effect) {
        return new Fate(
                Optional.of(effect), TIMEOUT, Optional.of(new Outcome.Unanswered<>("lost")));
    }

    static Fate refused(int status) {
        return ended(new Outcome.Refused<>(error(status, Optional.empty())));
    }

    static Fate throttled(Duration retryAfter) {
        return ended(new Outcome.Refused<>(error(429, Optional.of(retryAfter))));
    }

    static Fate notSent(Outcome.Reason reason) {
        return ended(new Outcome.NotSent<>(reason, Optional.empty()));
    }

    static Fate ended(Outcome<Void> outcome) {
        return new Fate(Optional.empty(), LATER, Optional.of(outcome));
    }

    static CallError error(int status, Optional<Duration> retryAfter) {
        return new CallError(status, "Injected", "by the test", retryAfter);
    }
}
