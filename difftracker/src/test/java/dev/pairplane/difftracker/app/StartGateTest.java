package dev.pairplane.difftracker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.engine.ControllerEvent;
import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.observability.health.Health;
import dev.pairplane.observability.health.Watchdog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartGateTest {

    private final Health health =
            new Health(
                    InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z")),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    new Watchdog(System::nanoTime, Duration.ofSeconds(60)),
                    List.of());
    private final StartGate gate =
            new StartGate(
                    health,
                    () -> {
                        throw new AssertionError("nothing was refused");
                    });

    private List<String> whyNotReady(StartPhase phase) {
        gate.accept(new ControllerEvent.Phase(phase, "in detail"));
        return health.snapshot().conditions();
    }

    /// Difftracker invariant 181: nobody waits for the start; whoever asks is told how far it is.
    @Test
    void isReadyOnlyWhenTheControllerIsAtWork() {
        health.completeStart();
        assertThat(health.snapshot().conditions()).containsExactly("waiting_for_cluster");

        assertThat(whyNotReady(StartPhase.READING_AZURE)).containsExactly("reading_azure");
        assertThat(whyNotReady(StartPhase.HELD_BY_BRAKE)).containsExactly("held_by_brake");
        assertThat(whyNotReady(StartPhase.RUNNING)).isEmpty();
        assertThat(whyNotReady(StartPhase.STOPPING)).containsExactly("stopping");
    }
}
