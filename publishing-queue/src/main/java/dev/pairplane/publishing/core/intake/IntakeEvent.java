package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.alert.Tier;
import java.time.Duration;

/// What happens where requests come in, for telemetry. Told on the serial executor.
public sealed interface IntakeEvent {

    /// A submission is committed, and its caller told.
    ///
    /// @param tier how urgent it is
    /// @param jobs how many jobs are new; none when it was a repetition
    /// @param repeated whether an earlier one with the same key was answered
    /// @param took from the request to the answer
    record Accepted(Tier tier, int jobs, boolean repeated, Duration took) implements IntakeEvent {}

    /// A submission was refused.
    ///
    /// @param reason why
    record Refused(Reason reason) implements IntakeEvent {}

    /// A submission was committed after its caller had been told that the journal did not answer.
    ///
    /// @param jobs how many of its jobs are delivered all the same
    record CommittedLate(int jobs) implements IntakeEvent {}

    /// A request to send a dead letter again was answered.
    ///
    /// @param result what it came to
    record ReplayAnswered(ReplayResult result) implements IntakeEvent {}

    /// Alerts are delivered from now on, or only counted because no target is enabled.
    ///
    /// @param metricsOnly whether they are only counted
    /// @param reason from a closed list: `startup`, `targets_available`, `no_enabled_targets`,
    ///   `targets_disabled`
    /// @param enabled how many targets are enabled
    record ModeChanged(boolean metricsOnly, String reason, int enabled) implements IntakeEvent {}

    /// Everything is there that requests need.
    ///
    /// @param took since the start
    record Started(Duration took) implements IntakeEvent {}

    /// The stop is over.
    ///
    /// @param report how it went
    record Stopped(StopReport report) implements IntakeEvent {}

    /// Why a submission was refused.
    enum Reason {
        UNKNOWN_TARGET("unknown_target"),
        TARGET_DISABLED("target_disabled"),
        METRICS_ONLY("metrics_only"),
        KEY_REUSED("key_reused"),
        KEY_IN_FLIGHT("key_in_flight"),
        FULL("full"),
        TOO_LARGE("too_large"),
        REJECTED("rejected"),
        JOURNAL("journal"),
        STARTING("starting"),
        SHUTDOWN("shutdown");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /// As it stands in labels of metrics.
        public String label() {
            return label;
        }
    }
}
