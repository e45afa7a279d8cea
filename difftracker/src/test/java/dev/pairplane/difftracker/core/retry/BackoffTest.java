package dev.pairplane.difftracker.core.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private final RandomGenerator random = Seeds.of(1).random("jitter");

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4", "3, 8", "4, 10", "5, 10", "1000000, 10", "2147483647, 10"})
    void doublesUpToTheCap(int failures, int seconds) {
        var backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(10), 0);

        assertThat(backoff.delay(failures, random)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "-2147483648"})
    void beginsWithTheBaseWhateverItIsAsked(int failures) {
        var backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(10), 0);

        assertThat(backoff.delay(failures, random)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aCapEqualToTheBaseIsAConstantDelay() {
        var backoff = new Backoff(Duration.ofHours(1), Duration.ofHours(1), 0);

        assertThat(backoff.delay(20, random)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void jitterOnlyAddsAndKeepsToItsShare() {
        var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), 0.25);
        boolean varied = false;
        for (int i = 0; i < 1000; i++) {
            Duration delay = backoff.delay(2, random);
            assertThat(delay).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2500));
            varied |= delay.compareTo(Duration.ofMillis(2250)) > 0;
        }
        assertThat(varied).isTrue();
        assertThat(backoff.delay(30, random))
                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
    }

    @Test
    void refusesDelaysThatMakeNoSense() {
        Duration second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new Backoff(Duration.ZERO, second, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 < base <= cap");
        assertThatThrownBy(() -> new Backoff(second, Duration.ofMillis(999), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(second, second, 1.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.1");
        assertThatThrownBy(() -> new Backoff(second, second, -0.1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(second, second, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
