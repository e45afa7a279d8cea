package dev.pairplane.publishing.core.journal;

import java.time.Duration;

/// When a replica counts as living, and how it takes jobs.
///
/// @param beat pause between heartbeats; 2 s
/// @param grace how long after the sending of its last committed heartbeat a replica may start
///   attempts; 8 s, less than the 10 s after which others may hold it for dead
/// @param take pause between two looks for jobs to take; 2 s
/// @param takeLimit jobs in one transaction; 500
/// @param repeat pause before a call that failed is repeated
public record MembershipSettings(
        Duration beat, Duration grace, Duration take, int takeLimit, RepeatPause repeat) {

    /// After this others may hold a replica for dead.
    private static final Duration DEAD = Duration.ofSeconds(10);

    /// What the specification says.
    public static final MembershipSettings DEFAULT =
            new MembershipSettings(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(2),
                    500,
                    RepeatPause.DEFAULT);

    public MembershipSettings {
        if (takeLimit < 1 || take.isNegative() || take.isZero()) {
            throw new IllegalArgumentException("jobs are taken in positive numbers and pauses");
        }
        if (beat.isNegative() || beat.isZero() || grace.compareTo(beat) <= 0) {
            throw new IllegalArgumentException("heartbeats are positive and within the grace");
        }
        if (grace.compareTo(DEAD) >= 0) {
            throw new IllegalArgumentException("the grace is shorter than " + DEAD);
        }
    }
}
