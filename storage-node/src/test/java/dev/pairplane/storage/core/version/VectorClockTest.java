package dev.pairplane.storage.core.version;

import static dev.pairplane.storage.core.version.Versions.clock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Storage invariants 66, 67 and 77.
final class VectorClockTest {

    @ParameterizedTest(name = "[{0}] is {2} [{1}]")
    @CsvSource({
        "''     , ''       , EQUAL",
        "''     , a1       , BEFORE",
        "a1     , a1       , EQUAL",
        "a1     , a2       , BEFORE",
        "a1     , a1 b1    , BEFORE",
        "a1     , b1       , CONCURRENT",
        "b1     , a1       , CONCURRENT",
        "a1 b1  , b2       , CONCURRENT",
        "a2 b1  , a1 b2    , CONCURRENT",
        "a1 c1  , a1 b1 c1 , BEFORE",
        "b1     , a1 b1 c1 , BEFORE",
        "a1 b2  , a1 c2    , CONCURRENT",
        "a0     , ''       , EQUAL",
        "a0 b1  , b1       , EQUAL",
        "b1 a2  , a2 b1    , EQUAL",
        "a1 a3  , a3       , EQUAL",
        "a9223372036854775806, a9223372036854775807, BEFORE",
    })
    void comparesOverTheUnionOfActors(String left, String right, ClockOrder order) {
        assertThat(clock(left).compare(clock(right))).isEqualTo(order);
        assertThat(clock(right).compare(clock(left))).isEqualTo(reversed(order));
    }

    private static ClockOrder reversed(ClockOrder order) {
        return switch (order) {
            case BEFORE -> ClockOrder.AFTER;
            case AFTER -> ClockOrder.BEFORE;
            case EQUAL, CONCURRENT -> order;
        };
    }

    @Test
    void agreesWithASlowComparisonAndObeysTheLawsOfAJoin() {
        Seed seed = Seed.of(VectorClockTest.class);
        for (int i = 0; i < 50_000; i++) {
            RandomGenerator random = seed.random(i);
            VectorClock a = Versions.randomClock(random);
            VectorClock b = Versions.randomClock(random);
            VectorClock c = Versions.randomClock(random);

            assertThat(a.compare(b)).as("%s", seed).isEqualTo(slowly(a, b));
            assertThat(a.equals(b)).isEqualTo(a.compare(b) == ClockOrder.EQUAL);
            assertThat(a.join(b)).isEqualTo(b.join(a)).hasSameHashCodeAs(b.join(a));
            assertThat(a.join(b).join(c)).isEqualTo(a.join(b.join(c)));
            assertThat(a.join(a)).isEqualTo(a);
            assertThat(a.join(b).compare(a)).isIn(ClockOrder.AFTER, ClockOrder.EQUAL);
            if (a.compare(b) == ClockOrder.BEFORE && b.compare(c) == ClockOrder.BEFORE) {
                assertThat(a.compare(c)).isEqualTo(ClockOrder.BEFORE);
            }
        }
    }

    private static ClockOrder slowly(VectorClock left, VectorClock right) {
        Oracle.Element a = Oracle.Element.of(Versions.liveOf(left));
        Oracle.Element b = Oracle.Element.of(Versions.liveOf(right));
        boolean above = Oracle.atLeast(a.clock(), b.clock());
        boolean below = Oracle.atLeast(b.clock(), a.clock());
        if (above) {
            return below ? ClockOrder.EQUAL : ClockOrder.AFTER;
        }
        return below ? ClockOrder.BEFORE : ClockOrder.CONCURRENT;
    }

    @Test
    void dropsZerosMergesRepeatedActorsAndSorts() {
        VectorClock clock = clock("c1 a2 b0 a5 a3");

        assertThat(clock.entries())
                .containsExactly(new VectorClock.Entry("a", 5), new VectorClock.Entry("c", 1));
        assertThat(clock.size()).isEqualTo(2);
        assertThat(clock).hasToString("{a: 5, c: 1}");
    }

    @Test
    void isTheEmptyClockWhenAllCountersAreZero() {
        assertThat(clock("a0 b0")).isSameAs(VectorClock.EMPTY);
        assertThat(VectorClock.EMPTY.isEmpty()).isTrue();
        assertThat(VectorClock.EMPTY.largestCounter()).isZero();
        assertThat(VectorClock.EMPTY.largestActor()).isEmpty();
    }

    @Test
    void sortsActorsByBytesAndNotByCharacters() {
        String beyondTheBasicPlane = "\uD83D\uDE00";
        String lastOfTheBasicPlane = "\uFFFD";

        VectorClock clock =
                VectorClock.of(
                        List.of(
                                new VectorClock.Entry(beyondTheBasicPlane, 7),
                                new VectorClock.Entry(lastOfTheBasicPlane, 7)));

        assertThat(clock.entries().getFirst().actor()).isEqualTo(lastOfTheBasicPlane);
        assertThat(clock.largestActor()).isEqualTo(beyondTheBasicPlane);
        assertThat(clock.counterOf(beyondTheBasicPlane)).isEqualTo(7);
    }

    @Test
    void namesTheGreatestActorThatHoldsTheLargestCounter() {
        assertThat(clock("a5 b5 c4").largestCounter()).isEqualTo(5);
        assertThat(clock("a5 b5 c4").largestActor()).isEqualTo("b");
    }

    @Test
    void raisesACounterButNeverLowersIt() {
        assertThat(clock("a5").withAtLeast("a", 6)).isEqualTo(clock("a6"));
        assertThat(clock("a5").withAtLeast("a", 4)).isEqualTo(clock("a5"));
        assertThat(clock("a5").withAtLeast("b", 1)).isEqualTo(clock("a5 b1"));
        assertThat(clock("a5").withAtLeast("b", 0)).isEqualTo(clock("a5"));
        assertThat(clock("a5").counterOf("b")).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void refusesNegativeCounters(long counter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VectorClock.Entry("a", counter))
                .withMessageContaining(Long.toString(counter))
                .withMessageContaining("at least 0");
    }

    @Test
    void measuresActorIdsInBytes() {
        String longest = "é".repeat(64);

        assertThat(actor(longest).largestActor()).isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> actor(longest + "a"))
                .withMessageContaining("129 bytes")
                .withMessageContaining("1 to 128");
        assertThatIllegalArgumentException().isThrownBy(() -> actor(""));
    }

    @Test
    void refusesActorIdsThatNoPeerCouldSend() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> actor("a\0b"))
                .withMessageContaining("NUL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> actor("a\uD83D"))
                .withMessageContaining("surrogate");
    }

    private static VectorClock actor(String id) {
        return VectorClock.of(List.of(new VectorClock.Entry(id, 1)));
    }
}
