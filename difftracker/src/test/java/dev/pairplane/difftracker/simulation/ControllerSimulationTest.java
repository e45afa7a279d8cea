package dev.pairplane.difftracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.Seeds;
import org.junit.jupiter.api.Test;

/// The whole core through seeded storms: Services, slices and nodes change, Azure and the API
/// server fail in every way, the process dies; when it is calm again, Azure is what the cluster
/// wants, and the next start finds nothing to do.
///
/// Difftracker invariants 13, 22, 26 to 31, 33, 35 to 37, 39, 40, 43, 45 to 50, 52, 53, 82, 84 to
/// 87, 89, 91, 92, 94, 96, 97, 100, 108, 109, 111, 113, 117, 119, 120, 123, 124, 155, 157, 164,
/// 168, 170, 173, 176, 182, 195.
class ControllerSimulationTest {

    /// Runs exactly so many seeds instead of as many as fit into the time.
    private static final int SEEDS = Integer.getInteger("pairplane.simulation.seeds", 0);

    @Test
    void afterAnyStormAzureIsWhatTheClusterWants() throws Exception {
        var tally = new ControllerSimulation.Tally();
        if (SEEDS > 0) {
            Seeds.once(first -> {
                for (long seed = first.value(); seed < first.value() + SEEDS; seed++) {
                    ControllerSimulation.run(seed, tally);
                }
            });
        } else {
            Seeds.simulation(0.45, seeds -> ControllerSimulation.run(seeds.value(), tally));
        }

        System.out.println("controller simulation: " + tally);
        assertThat(tally.writes).isPositive();
        assertThat(tally.served).isPositive();
    }

    @Test
    void moreThanAMistakeShouldRemoveIsHeldUntilItIsConfirmed() throws Exception {
        if (SEEDS == 0) {
            Seeds.simulation(0.05, seeds -> new BrakeSimulation(seeds.value()).go());
        }
    }
}
