package dev.pairplane.publishing.telemetry;

import static dev.pairplane.testkit.MeterAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.journal.JournalEvent;
import dev.pairplane.publishing.store.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JournalTelemetryTest {
    private static final Duration TIME = Duration.ofMillis(500);

    private final QueueRegistry registry = new QueueRegistry();
    private final JournalTelemetry telemetry = new JournalTelemetry(registry.metrics());

    private Map<String, Double> moved(JournalEvent... events) {
        return registry.moved(() -> {
            for (JournalEvent event : events) {
                telemetry.accept(event);
            }
        });
    }

    private void up(double value) {
        assertThat(registry.scrape())
                .hasValue(value, QueueRegistry.PREFIX + "journal_up", Map.of());
    }

    @Test
    void eachTransactionIsASampleOfItsTimeAndSize() {
        assertThat(
                        moved(
                                new JournalEvent.GroupCommitted(3, 5, TIME),
                                new JournalEvent.BatchRecorded(7, TIME)))
                .isEqualTo(
                        Map.of(
                                "journal_commit_seconds_count{kind=append}", 1.0,
                                "journal_commit_seconds_sum{kind=append}", 0.5,
                                "journal_batch_size_count{kind=append}", 1.0,
                                "journal_batch_size_sum{kind=append}", 3.0,
                                "journal_commit_seconds_count{kind=record}", 1.0,
                                "journal_commit_seconds_sum{kind=record}", 0.5,
                                "journal_batch_size_count{kind=record}", 1.0,
                                "journal_batch_size_sum{kind=record}", 7.0,
                                "journal_up", 1.0));
    }

    @Test
    void aJournalThatFailsIsDownUntilItTakesSomething() {
        telemetry.accept(new JournalEvent.GateMoved(true));
        up(1);
        assertThat(moved(new JournalEvent.GroupFailed(2, true, "no answer")))
                .containsEntry("journal_failures_total{kind=append}", 1.0);
        up(0);
        telemetry.accept(new JournalEvent.GroupCommitted(1, 1, TIME));
        up(1);
        assertThat(moved(new JournalEvent.BatchDelayed(9, 2, "no answer")))
                .containsEntry("journal_failures_total{kind=record}", 1.0)
                .containsEntry("dlq_write_failures_total", 2.0);
        up(0);
        telemetry.accept(new JournalEvent.BatchRecorded(1, TIME));
        up(1);
        telemetry.accept(new JournalEvent.GateMoved(false));
        up(0);
    }

    @Test
    void whereNobodySubmitsAHeartbeatShowsThatTheJournalWorksAgain() {
        telemetry.accept(new JournalEvent.GroupFailed(2, false, "the database restarts"));
        telemetry.accept(new JournalEvent.Beat());
        // It may be older than the failure.
        up(0);
        telemetry.accept(new JournalEvent.Beat());
        up(1);
    }

    @Test
    void whatFailsBetweenHeartbeatsKeepsTheJournalDown() {
        for (int i = 0; i < 5; i++) {
            telemetry.accept(new JournalEvent.GroupFailed(2, false, "the disk is full"));
            telemetry.accept(new JournalEvent.Beat());
            up(0);
        }
    }

    @Test
    void aFailureIsSaidOnceAndItsEndToo() {
        try (LogLines log = new LogLines()) {
            telemetry.accept(new JournalEvent.GroupFailed(2, false, "refused"));
            telemetry.accept(new JournalEvent.GroupFailed(3, true, "no answer"));
            telemetry.accept(new JournalEvent.BatchDelayed(4, 0, "no answer"));
            telemetry.accept(new JournalEvent.BatchRecorded(4, TIME));
            telemetry.accept(new JournalEvent.GroupFailed(5, true, "no answer"));

            assertThat(log.lines)
                    .filteredOn(line -> !line.startsWith("DEBUG"))
                    .containsExactly(
                            "WARN submissions could not be stored {cause=refused, count=2}",
                            "INFO the journal works again {}",
                            "WARN nobody knows whether submissions were stored"
                                    + " {cause=no answer, count=5}");
        }
    }

    @Test
    void whatOthersTookIsCounted() {
        Samples samples = new Samples(Instant.EPOCH);
        Change lost = samples.succeeded(samples.firing("f", "x").jobs().getFirst(), 0);

        assertThat(moved(new JournalEvent.JobsTaken(3, 2), new JournalEvent.FenceLost(lost)))
                .isEqualTo(Map.of("lease_takeovers_total", 3.0, "lease_lost_total", 1.0));
    }

    @Test
    void theReplicasLifeIsLogged() {
        try (LogLines log = new LogLines()) {
            telemetry.accept(new JournalEvent.Joined());
            telemetry.accept(new JournalEvent.CallFailed("beat", "no answer"));
            telemetry.accept(new JournalEvent.GateMoved(false));
            telemetry.accept(new JournalEvent.MembershipLost());
            telemetry.accept(new JournalEvent.Left());

            assertThat(log.lines)
                    .containsExactly(
                            "INFO joined the replicas {}",
                            "WARN the journal did not answer {call=beat, cause=no answer}",
                            "ERROR no attempt starts: the last heartbeat is too old {}",
                            "ERROR the other replicas hold this one for dead; it begins anew {}",
                            "INFO left the replicas {}");
        }
    }
}
