package dev.pairplane.publishing.store;

import java.time.Duration;

/// What goes wrong with the calls to a [MemoryStore]; asked once for each call.
@FunctionalInterface
public interface Faults {

    /// Nothing goes wrong.
    Faults NONE = (replica, call) -> Fate.GOOD;

    /// What becomes of a call.
    ///
    /// @param replica the name of the one that calls
    Fate of(String replica, Call call);

    /// What is called.
    enum Call {
        APPEND,
        USED,
        RECORD,
        JOIN,
        BEAT,
        TAKE,
        LEAVE,
        FIND_LETTER,
        LIST_LETTERS,
        LETTER_STATS,
        PENDING_LETTERS,
        NEWEST_LETTERS,
        REPLAY,
        FIND_JOB,
        LIST_JOBS,
        COUNT_JOBS
    }

    /// How a call ends.
    enum Ending {
        /// It has its effect, and then its answer comes.
        DONE,
        /// It has no effect, and says so.
        FAILED,
        /// It has its effect, and the answer is lost.
        LOST_AFTER,
        /// It has no effect, and the answer is lost.
        LOST_BEFORE
    }

    /// What becomes of one call.
    ///
    /// @param effect from the call to its effect
    /// @param answer from the call to its answer; one that is lost may come before the effect, any
    ///   other comes no sooner than it
    record Fate(Ending ending, Duration effect, Duration answer) {

        /// Done at once.
        public static final Fate GOOD = new Fate(Ending.DONE, Duration.ZERO, Duration.ZERO);

        /// Has no effect, and says so at once.
        public static final Fate FAILED = new Fate(Ending.FAILED, Duration.ZERO, Duration.ZERO);

        /// Has its effect, and the answer is lost.
        public static final Fate LOST_AFTER =
                new Fate(Ending.LOST_AFTER, Duration.ZERO, Duration.ZERO);

        /// Has no effect, and the answer is lost.
        public static final Fate LOST_BEFORE =
                new Fate(Ending.LOST_BEFORE, Duration.ZERO, Duration.ZERO);

        public Fate {
            if (effect.isNegative() || answer.isNegative()) {
                throw new IllegalArgumentException("a delay is zero or positive");
            }
        }

        /// Done, the effect in the middle of a call that takes so long.
        public static Fate within(Duration time) {
            return new Fate(Ending.DONE, time.dividedBy(2), time);
        }
    }
}
