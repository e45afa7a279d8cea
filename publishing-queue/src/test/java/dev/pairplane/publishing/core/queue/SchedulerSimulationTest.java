package dev.pairplane.publishing.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.Seeds;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The queue through histories made by chance: jobs, results, targets, gates, lost identities.
///
/// Publishing invariants 28, 42, 45, 46, 48, 51, 77 and 99
class SchedulerSimulationTest {

    @Test
    void losesNothingAndKeepsItsPromisesThroughAnyHistory() throws Exception {
        var collapsed = new AtomicInteger();
        Seeds.simulation(
                0.25,
                seeds -> {
                    var run = new SimulatedRun(seeds.random("run"));
                    run.play();
                    run.settle();
                    collapsed.addAndGet(run.collapsed());
                });

        assertThat(collapsed).hasPositiveValue();
    }
}
