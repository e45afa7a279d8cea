package dev.pairplane.difftracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// As [ControllerSimulationTest], with seeds that never change: for planted bugs, and for bugs that
/// came back once.
class ControllerSimulationSeedsTest {

    /// Each was broken by some earlier state of the code, or of what is checked.
    private static final long[] ONCE_BROKEN = {
        124,
        136,
        167,
        209,
        283,
        476,
        764,
        770,
        833,
        837,
        1155,
        1892,
        2219,
        2318,
        2461,
        574551866612L,
        695987161385L
    };

    @Test
    void theFirstSeedsAllEndWell() {
        var tally = new ControllerSimulation.Tally();
        for (long seed = 1; seed <= 150; seed++) {
            ControllerSimulation.run(seed, tally);
        }

        assertThat(tally.seeds).isEqualTo(150);
        assertThat(tally.served).isGreaterThan(50);
        assertThat(tally.unlisted).isGreaterThan(10);
        assertThat(tally.processes).isGreaterThan(200);
    }

    @Test
    void seedsThatOnceShowedABugEndWell() {
        var tally = new ControllerSimulation.Tally();
        for (long seed : ONCE_BROKEN) {
            ControllerSimulation.run(seed, tally);
        }

        assertThat(tally.seeds).isEqualTo(ONCE_BROKEN.length);
    }

    @Test
    void aSeedIsReplayedToTheLetter() {
        for (long seed = 200; seed < 220; seed++) {
            long first = ControllerSimulation.run(seed, new ControllerSimulation.Tally());

            assertThat(ControllerSimulation.run(seed, new ControllerSimulation.Tally()))
                    .as("seed %d", seed)
                    .isEqualTo(first);
        }
    }
}
