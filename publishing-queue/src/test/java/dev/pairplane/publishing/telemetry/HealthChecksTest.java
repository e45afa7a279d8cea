package dev.pairplane.publishing.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.observability.health.CheckResult;
import dev.pairplane.observability.health.Severity;
import dev.pairplane.publishing.core.intake.Readiness;
import org.junit.jupiter.api.Test;

class HealthChecksTest {

    private static CheckResult journal(
            boolean targets, boolean joined, boolean recovered, boolean writable) {
        Readiness readiness = new Readiness(targets, joined, recovered, writable, false);
        return new ReadinessHealth(() -> readiness).check();
    }

    private static CheckResult queue(int high) {
        return new QueueHealth(() -> Pictures.admitted(high)).check();
    }

    @Test
    void isContentWithAReplicaThatKeepsPromises() {
        assertThat(journal(true, true, true, true).severity()).isEqualTo(Severity.OK);
    }

    @Test
    void whatIsMissingIsCriticalAndNamed() {
        CheckResult nothing = journal(false, false, false, false);

        assertThat(nothing.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(nothing.reason()).contains("journal_unavailable");
        assertThat(nothing.evidence().split("; ", -1)).hasSize(4);
        assertThat(journal(false, true, true, true).evidence()).contains("targets");
        assertThat(journal(true, false, true, true).evidence()).contains("joined");
        assertThat(journal(true, true, false, true).evidence()).contains("nobody works");
        assertThat(journal(true, true, true, false).evidence()).contains("committed nothing");
    }

    @Test
    void aQueueThatFillsIsAWarningAndNoMore() {
        assertThat(queue(80).severity()).isEqualTo(Severity.OK);
        assertThat(queue(80).evidence()).isEqualTo("80 jobs wait");
        assertThat(queue(81).severity()).isEqualTo(Severity.WARNING);
        assertThat(queue(100).reason()).contains("queue_filling");
        assertThat(queue(100).evidence()).isEqualTo("high has 100 of 100");
    }

    @Test
    void haveNamesOfTheirOwn() {
        assertThat(new ReadinessHealth(() -> new Readiness(true, true, true, true, false)).name())
                .isEqualTo("journal");
        assertThat(new QueueHealth(Pictures::empty).name()).isEqualTo("queue");
    }
}
