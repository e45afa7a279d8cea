package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.Seeds;
import org.junit.jupiter.api.Test;

/// The whole engine on a disk that loses power at every I/O step of seeded runs, and fails calls.
///
/// Storage invariants 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 19, 24, 34, 50: nothing
/// acknowledged is lost, nothing unacknowledged is half there, and what survives is a prefix of the
/// order of writing.
class CrashSimulationTest {

    @Test
    void powerLossAtAnyStepKeepsAllThatWasAcknowledgedAndNothingByHalves() throws Exception {
        Seeds.simulation(0.6, seeds -> new CrashSimulation(seeds.value()).go());

        System.out.println("crash simulation: " + CrashSimulation.IMAGES + " crash images");
        assertThat(CrashSimulation.IMAGES.get()).isPositive();
    }
}
