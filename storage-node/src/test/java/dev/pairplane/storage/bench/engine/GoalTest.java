package dev.pairplane.storage.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoalTest {
    @Test
    void aRateIsToBeHighAndTheBoundsBelongToIt() {
        Goal goal = Goal.atLeast(1.75, 1.2);

        assertThat(goal.reached(1, 1.75)).isEqualTo("goal");
        assertThat(goal.reached(1, 1.74)).isEqualTo("floor");
        assertThat(goal.reached(1, 1.2)).isEqualTo("floor");
        assertThat(goal.reached(1, 1.19)).isEqualTo("**no**");
        assertThat(goal.goalText()).isEqualTo("≥ 1.75");
        assertThat(goal.floorText()).isEqualTo("≥ 1.20");
    }

    @Test
    void whatItTakesIsToBeLow() {
        Goal goal = Goal.atMost(1.1, 1.4);

        assertThat(goal.reached(1, 1.1)).isEqualTo("goal");
        assertThat(goal.reached(1, 1.4)).isEqualTo("floor");
        assertThat(goal.reached(1, 1.41)).isEqualTo("**no**");
    }

    @Test
    void aTimeOfOursCountsWhateverTheirsIs() {
        Goal goal = Goal.oursAtMost(6, 12);

        assertThat(goal.reached(6, 100)).isEqualTo("goal");
        assertThat(goal.reached(12.1, 0.1)).isEqualTo("**no**");
        assertThat(goal.goalText()).isEqualTo("≤ 6 s");
    }

    @Test
    void whatWasNotMeasuredReachesNothing() {
        assertThat(Goal.atLeast(1, 1).reached(Double.NaN, Double.NaN)).isEqualTo("not measured");
        assertThat(Goal.NONE.reached(1, 1)).isEmpty();
    }
}
