package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import java.time.Duration;
import java.util.Optional;

/// What will become of one call. Times are nanoseconds from its sending.
///
/// @param how what kind of fate
/// @param begin when its effect begins
/// @param finish when its effect is complete
/// @param answer when the caller is told
/// @param error what a refusal says
/// @param reason why it is not sent
record Fate(
        How how,
        long begin,
        long finish,
        long answer,
        Optional<CallError> error,
        Optional<Outcome.Reason> reason) {

    enum How {
        PLAIN,
        /// An error, and no effect.
        REFUSED_BEFORE,
        /// The effect, and an error.
        REFUSED_AFTER,
        /// A long-running operation that fails half-way.
        FAILS,
        LOST_BEFORE,
        LOST_AFTER,
        /// No answer; the effect comes when the caller has given up.
        LATE,
        NOT_SENT
    }

    static Fate plain(long begin, long finish, long answer) {
        return new Fate(How.PLAIN, begin, finish, answer, Optional.empty(), Optional.empty());
    }

    Fate as(How other) {
        return new Fate(other, begin, finish, answer, error, reason);
    }

    Fate refused(How other, CallError why) {
        return new Fate(other, begin, finish, answer, Optional.of(why), reason);
    }

    Fate notSent(Outcome.Reason why) {
        return new Fate(How.NOT_SENT, begin, finish, answer, error, Optional.of(why));
    }

    boolean faulty() {
        return how != How.PLAIN;
    }

    static CallError error(int status, String code) {
        return new CallError(status, code, code + " (simulated)", Optional.empty());
    }

    static CallError error(int status, String code, Duration retryAfter) {
        return new CallError(status, code, code + " (simulated)", Optional.of(retryAfter));
    }
}
