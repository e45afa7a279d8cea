package dev.pairplane.storage.core.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.levels.LevelSets;
import dev.pairplane.storage.core.sstable.Compression;
import dev.pairplane.storage.core.sstable.TableOptions;
import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Which merges are due, and which of them may run at once.
class CompactionPickerTest {
    private static final CompactionOptions OPTIONS =
            new CompactionOptions(
                    2, 1 << 20, 2000, 2, 1024, new TableOptions(64, 4, 2, 0.01, Compression.NONE));

    private static LevelStore store() {
        return new LevelStore(OPTIONS, 100);
    }

    private static void fill(LevelStore store, RandomGenerator random) throws Exception {
        int tables = 1 + random.nextInt(30);
        for (int i = 0; i < tables; i++) {
            int from = random.nextInt(300);
            int keys = 1 + random.nextInt(40);
            for (int j = 0; j < keys; j++) {
                store.put("t:%03d".formatted(from + j), "value " + " ".repeat(random.nextInt(40)));
            }
            store.flush();
            if (random.nextInt(3) > 0) {
                store.compact();
            }
        }
    }

    private static boolean apart(CompactionPlan one, CompactionPlan other) {
        return Arrays.compareUnsigned(one.largest(), other.smallest()) < 0
                || Arrays.compareUnsigned(other.largest(), one.smallest()) < 0;
    }

    /// Storage invariant 52: no table is in two merges at once, and no two of them write the same
    /// keys to one level. Together they change as much as one after the other.
    @Test
    void mergesThatRunAtOnceShareNothing() throws Exception {
        AtomicInteger together = new AtomicInteger();
        Seeds.forAbout(
                Duration.ofSeconds(2),
                seeds -> {
                    LevelStore store = store();
                    fill(store, seeds.random("tables"));
                    List<CompactionPlan> running = new ArrayList<>();
                    try (LevelSets.Hold hold = store.sets.hold()) {
                        Optional<CompactionPlan> next =
                                store.picker.pick(hold.set(), running, 0, Long.MAX_VALUE, Set.of());
                        while (next.isPresent()) {
                            running.add(next.orElseThrow());
                            next =
                                    store.picker.pick(
                                            hold.set(), running, 0, Long.MAX_VALUE, Set.of());
                        }
                        requireApart(running);
                        together.accumulateAndGet(running.size(), Math::max);
                        for (CompactionPlan plan : running) {
                            store.carryOut(plan, hold.set());
                        }
                    }
                    assertThat(store.visible(Long.MAX_VALUE))
                            .as("after %s", store.log)
                            .isEqualTo(store.expected(Long.MAX_VALUE));
                });
        assertThat(together).hasValueGreaterThan(1);
    }

    private static void requireApart(List<CompactionPlan> running) {
        Set<Long> seen = new HashSet<>();
        for (CompactionPlan plan : running) {
            for (long number : plan.numbers()) {
                assertThat(seen.add(number)).as("%d in two of %s", number, running).isTrue();
            }
            for (CompactionPlan other : running) {
                boolean levels = plan.outputLevel() == other.outputLevel();
                if (levels && !plan.numbers().equals(other.numbers())) {
                    assertThat(apart(plan, other)).as("%s and %s", plan, other).isTrue();
                }
            }
        }
    }

    @Test
    void nothingIsDueWhereEveryLevelIsInShape() throws Exception {
        LevelStore store = store();
        store.put("t:1", "one");
        store.flush();

        assertThat(store.compact()).isFalse();

        store.put("t:1", "two");
        store.flush();

        assertThat(store.compact()).isTrue();
        assertThat(store.tables(0)).isZero();
        assertThat(store.compact()).isFalse();
    }
}
