package dev.pairplane.publishing.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.breaker.CircuitBreaker;
import dev.pairplane.publishing.core.breaker.Vote;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.queue.QueueEvent;
import dev.pairplane.publishing.core.retry.Reason;
import dev.pairplane.publishing.core.retry.Verdict;
import dev.pairplane.publishing.store.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QueueTelemetryTest {
    private static final Samples SAMPLES = new Samples(Instant.EPOCH);
    private static final Job JOB = SAMPLES.firing("f", "x").jobs().getFirst();
    private static final Job AGAIN = SAMPLES.again(JOB, new UUID(0, 7));
    private static final Duration TIME = Duration.ofMillis(500);

    private final QueueRegistry registry = new QueueRegistry();
    private final QueueTelemetry telemetry = new QueueTelemetry(registry.metrics());

    private Map<String, Double> moved(QueueEvent... events) {
        return registry.moved(() -> {
            for (QueueEvent event : events) {
                telemetry.accept(event);
            }
        });
    }

    private static QueueEvent.AttemptEnded delivered(int number) {
        return new QueueEvent.AttemptEnded(
                JOB,
                new Attempt(
                        number,
                        Instant.EPOCH,
                        TIME,
                        "delivered",
                        OptionalInt.of(200),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false),
                new Verdict.Delivered(200),
                false);
    }

    private static QueueEvent.AttemptEnded lost(int number) {
        return new QueueEvent.AttemptEnded(
                JOB,
                new Attempt(
                        number,
                        Instant.EPOCH,
                        TIME,
                        "answer_timeout",
                        OptionalInt.empty(),
                        Optional.of(ErrorType.TRANSIENT),
                        Optional.of("no answer"),
                        Optional.empty(),
                        true),
                new Verdict.Retry(
                        new Verdict.Failure(
                                Reason.ANSWER_TIMEOUT,
                                ErrorType.TRANSIENT,
                                OptionalInt.empty(),
                                "no answer",
                                true,
                                Optional.empty()),
                        Vote.FAILURE,
                        true,
                        Optional.empty()),
                false);
    }

    private static QueueEvent.GivenUp given(Job job) {
        return new QueueEvent.GivenUp(
                job, new UUID(0, 9), "permanent", ErrorType.PERMANENT, 1, "no such page", TIME);
    }

    @Test
    void aFirstAttemptIsOneSampleOfTheWait() {
        assertThat(moved(new QueueEvent.AttemptStarted(JOB, 1, TIME, false)))
                .isEqualTo(
                        Map.of(
                                "job_wait_time_seconds_count{priority=high}", 1.0,
                                "job_wait_time_seconds_sum{priority=high}", 0.5));
        assertThat(moved(new QueueEvent.AttemptStarted(JOB, 2, TIME, false))).isEmpty();
    }

    @Test
    void aFirstAttemptThatDeliversIsNoRetry() {
        assertThat(moved(delivered(1)))
                .isEqualTo(
                        Map.of(
                                "worker_processing_duration_seconds_count", 1.0,
                                "worker_processing_duration_seconds_sum", 0.5,
                                "attempts_total{outcome=delivered, target=x}", 1.0));
    }

    @Test
    void retriesAreCountedByWhatTheyCameTo() {
        assertThat(moved(delivered(2)))
                .containsEntry("retry_success_rate_count{attempt=2, target=x}", 1.0)
                .containsEntry("retry_success_rate_sum{attempt=2, target=x}", 1.0);
        assertThat(moved(lost(2)))
                .containsEntry("retry_success_rate_count{attempt=2, target=x}", 1.0)
                .doesNotContainKey("retry_success_rate_sum{attempt=2, target=x}")
                .containsEntry("deliveries_ambiguous_total{target=x}", 1.0)
                .containsEntry("attempts_total{outcome=answer_timeout, target=x}", 1.0);
    }

    @Test
    void aScheduledRetryCountsUnderTheFailureBefore() {
        telemetry.accept(lost(1));

        assertThat(moved(new QueueEvent.RetryScheduled(JOB, 1, true, Reason.ANSWER_TIMEOUT, TIME)))
                .isEqualTo(
                        Map.of(
                                "retry_attempts_total{error_type=transient, target=x}", 1.0,
                                "retry_backoff_seconds_count", 1.0,
                                "retry_backoff_seconds_sum", 0.5));
    }

    @Test
    void anEndIsCountedOnceUnderEachOfItsNames() {
        assertThat(moved(new QueueEvent.Delivered(JOB, 1, TIME)))
                .isEqualTo(
                        Map.of(
                                "job_completed_total{priority=high, target=x}", 1.0,
                                "jobs_processed_total{state=succeeded, target=x}", 1.0,
                                "job_duration_seconds_count{priority=high, target=x}", 1.0,
                                "job_duration_seconds_sum{priority=high, target=x}", 0.5));
        assertThat(moved(given(JOB)))
                .isEqualTo(
                        Map.of(
                                "job_failed_total{error_type=permanent, target=x}", 1.0,
                                "jobs_processed_total{state=dlq, target=x}", 1.0,
                                "dlq_writes_total{error_type=permanent, target=x}", 1.0));
    }

    @Test
    void aCollapsedJobIsCountedByItsStateAlone() {
        assertThat(moved(new QueueEvent.Collapsed(JOB)))
                .isEqualTo(Map.of("jobs_processed_total{state=collapsed, target=x}", 1.0));
        assertThat(moved(new QueueEvent.LaneCollapsed("x", 3, 2))).isEqualTo(Map.of());
    }

    @Test
    void theEndOfAReplayCountsAsOne() {
        assertThat(moved(new QueueEvent.Delivered(AGAIN, 1, TIME)))
                .containsEntry("dlq_replays_total{result=success, target=x}", 1.0);
        assertThat(moved(given(AGAIN)))
                .containsEntry("dlq_replays_total{result=failure, target=x}", 1.0);
    }

    @Test
    void aBreakerTripsOnceHoweverOftenItsProbesFail() {
        assertThat(moved(changed(CircuitBreaker.State.CLOSED, CircuitBreaker.State.OPEN)))
                .isEqualTo(
                        Map.of(
                                "circuit_breaker_state{target=x}", 2.0,
                                "circuit_breaker_trips_total{target=x}", 1.0));
        assertThat(moved(changed(CircuitBreaker.State.OPEN, CircuitBreaker.State.HALF_OPEN)))
                .isEqualTo(Map.of("circuit_breaker_state{target=x}", -1.0));
        assertThat(moved(changed(CircuitBreaker.State.HALF_OPEN, CircuitBreaker.State.OPEN)))
                .isEqualTo(Map.of("circuit_breaker_state{target=x}", 1.0));
        assertThat(moved(changed(CircuitBreaker.State.HALF_OPEN, CircuitBreaker.State.CLOSED)))
                .isEqualTo(
                        Map.of(
                                "circuit_breaker_state{target=x}", -2.0,
                                "circuit_breaker_recoveries_total{target=x}", 1.0));
    }

    private static QueueEvent.BreakerChanged changed(
            CircuitBreaker.State from, CircuitBreaker.State to) {
        return new QueueEvent.BreakerChanged("x", from, to, "no answer");
    }

    @Test
    void whatIsTakenAndRefusedCountsByTier() {
        assertThat(
                        moved(
                                new QueueEvent.Accepted(JOB, true),
                                new QueueEvent.Refused(Tier.LOW, "low")))
                .isEqualTo(
                        Map.of(
                                "queue_submissions_total{priority=high, result=success}", 1.0,
                                "queue_submissions_total{priority=low, result=rejected}", 1.0));
    }

    static Stream<Arguments> told() {
        return Stream.of(
                Arguments.of(
                        new QueueEvent.TargetSkipped("x", "target_backlog_full"),
                        "WARN a target is left out of a broadcast"
                                + " {reason=target_backlog_full, target=x}"),
                Arguments.of(
                        new QueueEvent.Withdrawn(JOB, true),
                        "INFO an attempt was given up by us {job_id="
                                + JOB.id()
                                + ", outcome=written, target=x}"),
                Arguments.of(
                        new QueueEvent.Withdrawn(JOB, false),
                        "INFO an attempt was given up by us {job_id="
                                + JOB.id()
                                + ", outcome=not written, target=x}"),
                Arguments.of(
                        new QueueEvent.LaneHeld("x", TIME),
                        "INFO a target asked to be left alone {hold_ms=500, target=x}"),
                Arguments.of(
                        new QueueEvent.TargetMissing("x", 3, TIME),
                        "WARN jobs wait for a target that is gone"
                                + " {count=3, hold_ms=500, target=x}"),
                Arguments.of(
                        new QueueEvent.LaneCollapsed("x", 3, 2),
                        "INFO alerts came and went while nothing was sent, and are not sent"
                                + " {count=5, firing=3, resolved=2, target=x}"),
                Arguments.of(
                        new QueueEvent.LateResult(JOB, delivered(1).attempt()),
                        "WARN a result came for a job that another replica has {job_id="
                                + JOB.id()
                                + ", outcome=delivered, target=x}"),
                Arguments.of(
                        new QueueEvent.Discarded(3, 4),
                        "ERROR every job was forgotten, others have them now {count=7}"),
                Arguments.of(
                        changed(CircuitBreaker.State.OPEN, CircuitBreaker.State.HALF_OPEN),
                        "INFO a breaker changed {cause=no answer, from_state=open,"
                                + " state=half-open, target=x}"));
    }

    @ParameterizedTest
    @MethodSource("told")
    void whatPeopleMayAskAboutIsLogged(QueueEvent event, String line) {
        try (LogLines log = new LogLines()) {
            telemetry.accept(event);

            assertThat(log.lines).containsExactly(line);
        }
    }

    @Test
    void aDeadLetterIsLoggedWithAllThatFindsIt() {
        try (LogLines log = new LogLines()) {
            telemetry.accept(given(JOB));

            assertThat(log.lines)
                    .singleElement()
                    .asString()
                    .startsWith("WARN a job was given up and is a dead letter")
                    .contains(
                            "job_id=" + JOB.id(),
                            "submission_id=" + JOB.submissionId(),
                            "dlq_id=" + new UUID(0, 9),
                            "reason=permanent",
                            "cause=no such page",
                            "attempt=1");
        }
    }

    @Test
    void whatGoesWellIsNotLogged() {
        try (LogLines log = new LogLines()) {
            telemetry.accept(new QueueEvent.Accepted(JOB, true));
            telemetry.accept(new QueueEvent.AlreadyThere(JOB.id()));
            telemetry.accept(new QueueEvent.AttemptStarted(JOB, 1, TIME, false));
            telemetry.accept(delivered(1));
            telemetry.accept(new QueueEvent.Delivered(JOB, 1, TIME));
            telemetry.accept(new QueueEvent.LaneReleased("x"));
            telemetry.accept(new QueueEvent.Collapsed(JOB));

            assertThat(log.lines).allMatch(line -> line.startsWith("DEBUG"));
        }
    }
}
