package dev.pairplane.publishing.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.intake.IntakeEvent;
import dev.pairplane.publishing.core.intake.ReplayResult;
import dev.pairplane.publishing.core.intake.StopReport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IntakeTelemetryTest {
    private static final Duration TIME = Duration.ofMillis(500);

    private final QueueRegistry registry = new QueueRegistry();
    private final IntakeTelemetry telemetry = new IntakeTelemetry(registry.metrics());

    private Map<String, Double> moved(IntakeEvent event) {
        return registry.moved(() -> telemetry.accept(event));
    }

    @Test
    void aSubmissionIsASampleAndARepetitionCountsBesides() {
        assertThat(moved(new IntakeEvent.Accepted(Tier.HIGH, 2, false, TIME)))
                .isEqualTo(
                        Map.of(
                                "submission_duration_seconds_count", 1.0,
                                "submission_duration_seconds_sum", 0.5));
        assertThat(moved(new IntakeEvent.Accepted(Tier.HIGH, 0, true, TIME)))
                .containsEntry("idempotent_replays_total", 1.0);
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalCountsUnderItsReason(IntakeEvent.Reason reason) {
        assertThat(moved(new IntakeEvent.Refused(reason)))
                .isEqualTo(
                        Map.of(
                                "submissions_rejected_by_reason_total{reason="
                                        + reason.label()
                                        + "}",
                                1.0));
    }

    @Test
    void theFirstModeIsNoChangeOfIt() {
        assertThat(moved(new IntakeEvent.ModeChanged(true, "startup", 0)))
                .isEqualTo(Map.of("mode_current", 1.0));
        assertThat(moved(new IntakeEvent.ModeChanged(false, "targets_available", 1)))
                .isEqualTo(Map.of("mode_current", -1.0, "mode_transitions_total", 1.0));
    }

    @Test
    void whatPeopleMayAskAboutIsLogged() {
        try (LogLines log = new LogLines()) {
            telemetry.accept(new IntakeEvent.Started(TIME));
            telemetry.accept(new IntakeEvent.ModeChanged(true, "startup", 0));
            telemetry.accept(new IntakeEvent.CommittedLate(2));
            telemetry.accept(new IntakeEvent.Stopped(new StopReport(true, 3, 0, 0)));
            telemetry.accept(new IntakeEvent.Stopped(new StopReport(false, 3, 4, 5)));

            assertThat(log.lines)
                    .containsExactly(
                            "INFO takes alerts {duration_ms=500}",
                            "INFO no target is enabled: alerts are counted, and not delivered"
                                    + " {count=0, reason=startup}",
                            "WARN a submission was committed after its caller had been told"
                                    + " otherwise; it is delivered {count=2}",
                            "INFO everything is written down; what waits is free for the others"
                                    + " {count=3}",
                            "ERROR the stop was cut short; what is not written down may be"
                                    + " delivered again {count=9}");
        }
    }

    @Test
    void everyAnswerToAReplayIsLogged() {
        UUID job = new UUID(0, 1);
        UUID letter = new UUID(0, 2);
        try (LogLines log = new LogLines()) {
            for (ReplayResult result :
                    new ReplayResult[] {
                        new ReplayResult.Replayed(job, letter),
                        new ReplayResult.Missing(),
                        new ReplayResult.AlreadyReplayed(Optional.of(job)),
                        new ReplayResult.Superseded(),
                        new ReplayResult.Unreadable(),
                        new ReplayResult.TargetUnavailable("x"),
                        new ReplayResult.Full("high", TIME),
                        new ReplayResult.Unavailable("journal", "no answer")
                    }) {
                telemetry.accept(new IntakeEvent.ReplayAnswered(result));
            }

            assertThat(log.lines)
                    .hasSize(8)
                    .startsWith(
                            "INFO a dead letter is sent again {dlq_id="
                                    + letter
                                    + ", job_id="
                                    + job
                                    + "}")
                    .contains("INFO a dead letter is not sent again {outcome=Superseded}")
                    .endsWith(
                            "WARN a dead letter could not be sent again"
                                    + " {cause=no answer, reason=journal}");
        }
    }
}
