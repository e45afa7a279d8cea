package dev.pairplane.difftracker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.engine.Totals;
import dev.pairplane.observability.health.CheckResult;
import dev.pairplane.observability.health.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthChecksTest {
    private static final Duration RESYNC = Duration.ofMinutes(10);

    private static CheckResult watches(WatchState... states) {
        return new WatchHealth(() -> List.of(states)).check();
    }

    private static WatchState listed(String kind) {
        return new WatchState(kind, true, 7, Optional.empty(), "");
    }

    private static WatchState failing(String kind, Duration since) {
        return new WatchState(kind, true, 7, Optional.of(since), "connection refused");
    }

    private static CheckResult azure(StartPhase phase, Duration age) {
        Totals totals = Pictures.totals(phase, 0, age.toNanos(), 0);
        return new AzureHealth(() -> totals, RESYNC).check();
    }

    @Test
    void isContentWithWatchesThatHaveListed() {
        assertThat(watches(listed("services"), listed("nodes")))
                .isEqualTo(CheckResult.ok("7 services, 7 nodes"));
    }

    @Test
    void aWatchThatHasNotListedYetIsAWarning() {
        CheckResult result =
                watches(
                        listed("services"),
                        new WatchState("nodes", false, 0, Optional.empty(), ""));

        assertThat(result.severity()).isEqualTo(Severity.WARNING);
        assertThat(result.reason()).contains("not_listed");
    }

    @Test
    void aWatchThatFailsIsAWarningAndAfterMinutesCritical() {
        CheckResult soon = watches(listed("services"), failing("nodes", Duration.ofMinutes(5)));
        CheckResult late = watches(listed("services"), failing("nodes", Duration.ofSeconds(301)));

        assertThat(soon.severity()).isEqualTo(Severity.WARNING);
        assertThat(late.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(late.evidence()).isEqualTo("nodes for 301 s: connection refused");
    }

    @Test
    void aGatewayThatWasNotReadYetIsAWarning() {
        assertThat(azure(StartPhase.READING_AZURE, Duration.ofNanos(-1)).reason())
                .contains("not_read");
    }

    @Test
    void aMirrorThatIsThriceAsOldAsItShouldBeIsAWarning() {
        assertThat(azure(StartPhase.RUNNING, RESYNC.multipliedBy(3)).severity())
                .isEqualTo(Severity.OK);
        assertThat(azure(StartPhase.RUNNING, RESYNC.multipliedBy(3).plusSeconds(1)).reason())
                .contains("mirror_old");
    }

    @Test
    void aHeldStartIsCriticalAndSaysTheWayOut() {
        CheckResult held =
                new BrakeHealth(() -> Pictures.totals(StartPhase.HELD_BY_BRAKE, 0, 0, 17)).check();

        assertThat(held.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(held.evidence()).contains("17 removals", "--confirm-removals=17");
        assertThat(new BrakeHealth(Pictures::busy).check().severity()).isEqualTo(Severity.OK);
    }

    @Test
    void haveNamesOfTheirOwn() {
        assertThat(
                        List.of(
                                new WatchHealth(List::of).name(),
                                new AzureHealth(Pictures::busy, RESYNC).name(),
                                new BrakeHealth(Pictures::busy).name()))
                .containsExactly("kubernetes", "azure", "brake");
    }
}
