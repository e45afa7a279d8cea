package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// As [CrashSimulationTest], with seeds that never change: for planted bugs, and for bugs that came
/// back once.
class CrashSimulationSeedsTest {

    @Test
    void powerLossAtAnyStepOfTheseRunsLosesNothing() {
        long before = CrashSimulation.IMAGES.get();
        for (long seed = 1; seed <= 40; seed++) {
            new CrashSimulation(seed).go();
        }

        assertThat(CrashSimulation.IMAGES.get() - before).isGreaterThan(1000);
    }
}
