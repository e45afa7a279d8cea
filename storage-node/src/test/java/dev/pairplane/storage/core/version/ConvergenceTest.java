package dev.pairplane.storage.core.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The merge is associative, commutative and idempotent, and replicas that received the same
/// versions hold the same set.
///
/// Storage invariants 67, 68, 69, 70, 72, 73 and 75.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConvergenceTest {
    private static final int HISTORIES = Integer.getInteger("pairplane.histories", 200_000);

    /// Every so many histories, all orders are tried and not a few.
    private static final int THOROUGH_EVERY = 100;

    /// From so many histories on, every outcome of a merge is sure to be frequent.
    private static final int ENOUGH_FOR_ALL = 1_000;

    private final Seed seed = Seed.of(ConvergenceTest.class);

    @Test
    void noHistoryEndsWithReplicasThatDiffer() {
        MergeRule.Real rule = new MergeRule.Real();

        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long began = thread.getCurrentThreadCpuTime();
        Optional<String> divergence = firstDivergence(rule, HISTORIES);
        long millis = (thread.getCurrentThreadCpuTime() - began) / 1_000_000;

        System.out.println(
                HISTORIES + " histories, " + millis + " ms of CPU, merges: " + rule.outcomes());
        divergence.ifPresent(found -> fail(seed + "\n" + found));
        if (HISTORIES >= ENOUGH_FOR_ALL) {
            assertThat(rule.outcomes()).containsOnlyKeys(MergeRule.Real.Outcome.values());
            assertThat(rule.outcomes().values()).allMatch(count -> count > HISTORIES / 10);
        }
    }

    @Test
    void thePlainRuleWithoutAFaultPasses() {
        assertThat(firstDivergence(new MergeRule.Plain(), 5_000)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wrongRules")
    void aWrongRuleIsFound(MergeRule<?> wrong) {
        assertThat(firstDivergence(wrong, 2_000))
                .as("%s, %s", wrong.getClass().getSimpleName(), seed)
                .isPresent();
    }

    static Stream<MergeRule<?>> wrongRules() {
        return Stream.of(
                new MergeRule.LastArrival(),
                new MergeRule.FirstArrival(),
                new MergeRule.LatestReceipt(),
                new MergeRule.BlindToDeletionTime(),
                new MergeRule.Collapsing());
    }

    private <S> Optional<String> firstDivergence(MergeRule<S> rule, int histories) {
        Histories<S> harness = new Histories<>(rule);
        for (int i = 0; i < histories; i++) {
            Optional<String> divergence = harness.play(seed.ofCase(i), i % THOROUGH_EVERY == 0);
            if (divergence.isPresent()) {
                String which = rule.getClass().getSimpleName() + ", history " + i + ": ";
                divergence.map(which::concat).ifPresent(System.out::println);
                return divergence.map(which::concat);
            }
        }
        return Optional.empty();
    }
}
