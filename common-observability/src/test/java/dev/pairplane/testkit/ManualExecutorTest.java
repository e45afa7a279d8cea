package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManualExecutorTest {

    private final ManualExecutor executor = new ManualExecutor();
    private final List<String> ran = new ArrayList<>();

    @Test
    void runsNothingUntilAskedAndThenInOrder() {
        executor.execute(() -> ran.add("a"));
        executor.execute(() -> ran.add("b"));
        assertThat(ran).isEmpty();
        assertThat(executor.pending()).isEqualTo(2);

        assertThat(executor.runNext()).isTrue();
        assertThat(ran).containsExactly("a");

        assertThat(executor.runAll()).isEqualTo(1);
        assertThat(ran).containsExactly("a", "b");
        assertThat(executor.runNext()).isFalse();
    }

    @Test
    void runsWhatTasksAdd() {
        executor.execute(() -> executor.execute(() -> ran.add("inner")));

        assertThat(executor.runAll()).isEqualTo(2);
        assertThat(ran).containsExactly("inner");
    }

    @Test
    void aSeedChoosesTheOrderAndRepeatsIt() {
        var first = orderOf(1);

        assertThat(orderOf(1)).isEqualTo(first);
        assertThat(orderOf(2)).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
    }

    private List<String> orderOf(long seed) {
        ran.clear();
        for (int i = 0; i < 20; i++) {
            var name = "t" + i;
            executor.execute(() -> ran.add(name));
        }
        var random = Seeds.of(seed).random("order");
        while (executor.runAny(random)) {
            assertThat(ran).isNotEmpty();
        }
        return List.copyOf(ran);
    }

    @Test
    void afterShutdownRefusesNewTasksAndStillRunsTheOldOnes() {
        executor.execute(() -> ran.add("a"));
        executor.shutdown();

        assertThatThrownBy(() -> executor.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(executor.isTerminated()).isFalse();
        assertThat(executor.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).containsExactly("a");
    }

    @Test
    void shutdownNowHandsBackWhatDidNotRun() {
        executor.execute(() -> ran.add("a"));

        assertThat(executor.shutdownNow()).hasSize(1);
        assertThat(executor.isTerminated()).isTrue();
        assertThat(ran).isEmpty();
    }

    @Test
    void whatATaskThrowsReachesTheTestAndASubmittedOneKeepsIt() {
        executor.execute(() -> {
            throw new IllegalStateException("boom");
        });
        assertThatThrownBy(executor::runNext).hasMessage("boom");

        var future =
                executor.submit(() -> {
                    throw new IllegalStateException("kept");
                });
        executor.runAll();
        assertThat(future.exceptionNow()).hasMessage("kept");
    }
}
