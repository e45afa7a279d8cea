package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.journal.CommitterSettings;
import dev.pairplane.publishing.core.journal.MembershipSettings;
import dev.pairplane.publishing.core.journal.RecorderSettings;
import dev.pairplane.publishing.core.queue.SchedulerSettings;
import java.time.Duration;

/// Everything the core can be told.
///
/// @param scheduler limits of the queue
/// @param committer limits of the group commit
/// @param recorder limits of what is written down
/// @param membership when a replica lives
/// @param intake limits of those who ask
public record PublishingSettings(
        SchedulerSettings scheduler,
        CommitterSettings committer,
        RecorderSettings recorder,
        MembershipSettings membership,
        Intake intake) {

    /// Limits of those who ask.
    ///
    /// @param maxRetries retries after the first attempt, for targets that say nothing; 3
    /// @param answerWithin how long a caller waits for the journal; 5 s
    /// @param keyWait how long a request waits for one with the same idempotency key; 2 s
    /// @param keyWaiters how many wait so at most
    /// @param replays dead letters that are being sent again at most
    /// @param tracked jobs that are remembered; 10,000
    /// @param trackedFor how long an ended one is; 1 h
    /// @param figuresEvery how old the figures of the queue may be; 100 ms
    /// @param stopMargin how long before the end of its patience a stop cancels what is in flight,
    ///   so that this can still be written down
    public record Intake(
            int maxRetries,
            Duration answerWithin,
            Duration keyWait,
            int keyWaiters,
            int replays,
            int tracked,
            Duration trackedFor,
            Duration figuresEvery,
            Duration stopMargin) {

        /// What the specification says.
        public static final Intake DEFAULT =
                new Intake(
                        3,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        1000,
                        100,
                        10_000,
                        Duration.ofHours(1),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(3));

        public Intake {
            if (maxRetries < 0 || keyWaiters < 0 || replays < 1 || tracked < 1) {
                throw new IllegalArgumentException("limits of the intake are positive");
            }
            if (!answerWithin.isPositive() || !figuresEvery.isPositive()) {
                throw new IllegalArgumentException("times of the intake are positive");
            }
        }
    }
}
