package dev.pairplane.storage.core.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final long SECOND = 1_000_000_000;

    private long now;

    /// Storage invariant 57: over 10 s the rate is kept, whatever the size of the steps, by two
    /// merges as by one.
    @Test
    void keepsItsRateOverTime() throws Exception {
        Seeds.once(seeds -> {
            RandomGenerator random = seeds.random("steps");
            for (int merges = 1; merges <= 2; merges++) {
                now = random.nextLong();
                long begin = now;
                Throttle throttle = new Throttle(50_000_000, () -> now);
                long[] free = new long[merges];
                long bytes = 0;
                while (now - begin < 10 * SECOND) {
                    for (int i = 0; i < merges; i++) {
                        if (now - begin >= free[i]) {
                            long step = 1 + random.nextLong(1_000_000);
                            bytes += step;
                            free[i] = now - begin + throttle.after(step);
                        }
                    }
                    now += 1_000_000;
                }
                assertThat(bytes / 10)
                        .as("%d merges", merges)
                        .isCloseTo(50_000_000, withinPercentage(20));
            }
        });
    }

    @Test
    void aRestAllowsATenthOfASecondAtOnceAndNotMore() {
        Throttle throttle = new Throttle(1000, () -> now);
        assertThat(throttle.after(100)).isZero();
        assertThat(throttle.after(100)).isEqualTo(SECOND / 10);
        now += Duration.ofHours(1).toNanos();
        assertThat(throttle.after(100)).isZero();
        assertThat(throttle.after(1000)).isEqualTo(SECOND);
    }

    @Test
    void zeroSetsNoLimit() {
        Throttle throttle = new Throttle(0, () -> now);
        assertThat(throttle.after(Long.MAX_VALUE)).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new Throttle(-1, () -> now));
    }
}
