package dev.pairplane.publishing.core.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    /// Publishing invariant 35
    @Test
    void doublesFromTheBaseUpToTheCap() {
        var policy =
                new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(30), 2, Duration.ZERO);
        var random = new SplittableRandom(1);

        var delays =
                IntStream.rangeClosed(1, 11)
                        .mapToObj(retry -> policy.delay(retry, random).toMillis())
                        .toList();

        assertThat(delays)
                .containsExactly(
                        100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L,
                        30_000L);
        assertThat(policy.delay(Integer.MAX_VALUE, random)).isEqualTo(Duration.ofSeconds(30));
    }

    /// Publishing invariants 35 and 36
    @Test
    void addsLessThanTheJitterAfterTheCap() throws Exception {
        Seeds.once(seeds -> {
            var random = seeds.random("jitter");
            var bare =
                    new RetryPolicy(
                            Duration.ofMillis(100), Duration.ofSeconds(30), 2, Duration.ZERO);
            var above = Duration.ZERO;
            for (int i = 0; i < 10_000; i++) {
                int retry = 1 + random.nextInt(12);
                var extra =
                        RetryPolicy.DEFAULT.delay(retry, random).minus(bare.delay(retry, random));
                assertThat(extra)
                        .isGreaterThanOrEqualTo(Duration.ZERO)
                        .isLessThan(Duration.ofSeconds(1));
                above = above.compareTo(extra) < 0 ? extra : above;
            }
            assertThat(above).isGreaterThan(Duration.ofMillis(900));
        });
    }

    @Test
    void growsByTheMultiplierThatIsSet() {
        var policy = new RetryPolicy(Duration.ofSeconds(1), Duration.ofHours(1), 3, Duration.ZERO);

        assertThat(policy.delay(4, new SplittableRandom(1))).isEqualTo(Duration.ofSeconds(27));
    }

    @Test
    void refusesValuesThatMakeNoSense() {
        var second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new RetryPolicy(Duration.ZERO, second, 2, second))
                .hasMessageContaining("0 < base <= max");
        assertThatThrownBy(() -> new RetryPolicy(second, Duration.ofMillis(1), 2, second))
                .hasMessageContaining("0 < base <= max");
        assertThatThrownBy(() -> new RetryPolicy(second, second, 0.5, second))
                .hasMessageContaining("1 to 10");
        assertThatThrownBy(() -> new RetryPolicy(second, second, Double.NaN, second))
                .hasMessageContaining("1 to 10");
        assertThatThrownBy(() -> new RetryPolicy(second, second, 2, second.negated()))
                .hasMessageContaining("zero or more");
        assertThatThrownBy(() -> RetryPolicy.DEFAULT.delay(0, new SplittableRandom(1)))
                .hasMessageContaining("from 1");
    }
}
