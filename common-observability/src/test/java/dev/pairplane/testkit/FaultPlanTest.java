package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private enum Op {
        READ,
        SYNC
    }

    private final FaultPlan<Op> plan = new FaultPlan<>();

    private List<Boolean> failures(Op op, int calls) {
        return IntStream.range(0, calls).mapToObj(_ -> plan.next(op).fails()).toList();
    }

    @Test
    void failsTheChosenCallOfAKindOnce() {
        plan.failOnce(Op.SYNC, 2);

        assertThat(failures(Op.READ, 3)).containsOnly(false);
        assertThat(failures(Op.SYNC, 3)).containsExactly(false, true, false);
        assertThat(plan.calls(Op.SYNC)).isEqualTo(3);
    }

    @Test
    void failsFromACallOnUntilItIsHealed() {
        plan.failFrom(Op.SYNC, 2).delay(Op.SYNC, Duration.ofMillis(5));

        assertThat(failures(Op.SYNC, 3)).containsExactly(false, true, true);
        assertThat(plan.next(Op.SYNC).latency()).isEqualTo(Duration.ofMillis(5));

        plan.heal();

        assertThat(plan.next(Op.SYNC)).isEqualTo(new FaultPlan.Verdict(false, Duration.ZERO));
        assertThat(plan.calls(Op.SYNC)).isEqualTo(5);
    }

    @Test
    void aSeedRepeatsWhatChanceDoes() {
        var first = drawn(1, 0.5);

        assertThat(drawn(1, 0.5)).isEqualTo(first);
        assertThat(drawn(2, 0.5)).isNotEqualTo(first);
        assertThat(first).extracting(FaultPlan.Verdict::fails).contains(true, false);
        assertThat(first).allMatch(v -> v.latency().compareTo(Duration.ofMillis(9)) <= 0);
        assertThat(drawn(1, 0))
                .extracting(FaultPlan.Verdict::latency)
                .isEqualTo(first.stream().map(FaultPlan.Verdict::latency).toList());
    }

    private static List<FaultPlan.Verdict> drawn(long seed, double failing) {
        var random = Seeds.of(seed).random("faults");
        var plan = new FaultPlan<Op>().byChance(Op.READ, random, failing, Duration.ofMillis(9));
        return IntStream.range(0, 50).mapToObj(_ -> plan.next(Op.READ)).toList();
    }

    @Test
    void refusesNumbersThatMeanNothing() {
        assertThatThrownBy(() -> plan.failOnce(Op.READ, 0)).hasMessageContaining("from 1");
        assertThatThrownBy(() -> plan.byChance(Op.READ, Seeds.of(1).random(""), 1.5, Duration.ZERO))
                .hasMessageContaining("0 to 1");
    }
}
