package dev.pairplane.storage.core.version;

import static dev.pairplane.storage.core.version.Versions.clock;
import static dev.pairplane.storage.core.version.Versions.live;
import static dev.pairplane.storage.core.version.Versions.liveAt;
import static dev.pairplane.storage.core.version.Versions.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class VersionTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void ordersByTheFirstDifference(String by, Version less, Version greater) {
        assertThat(less.compareTo(greater)).isNegative();
        assertThat(greater.compareTo(less)).isPositive();
    }

    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of("caller's time", live("a9", 9), liveAt(1, "a1", 1)),
                Arguments.of("largest counter", live("a2 b2", 9), live("a3", 1)),
                Arguments.of("its actor", live("a3 b2", 9), live("a1 b3", 1)),
                Arguments.of("its greatest actor", live("a3 b2", 9), live("a3 b3", 1)),
                Arguments.of("live over tombstone", tombstone("a1", 1), live("a1", 0)),
                Arguments.of("unsigned value", live("a1", 0x7F), live("a1", 0x80)),
                Arguments.of("longer value", live("a1", 1), live("a1", 1, 0)),
                Arguments.of("earlier deletion", tombstone("a1", 6), tombstone("a1", 5)),
                Arguments.of("the rest of the clock", live("a1 c9", 1), live("b1 c9", 1)),
                Arguments.of("empty clock last", live("", 9), live("a1", 1)));
    }

    @Test
    void takesTheTimeOfReceiptForTheNodesOwnMatter() {
        Version early = Version.live(clock("a1"), new byte[] {1}, 5, 100);
        Version late = Version.live(clock("a1"), new byte[] {1}, 5, 200);

        assertThat(early).isEqualTo(late).hasSameHashCodeAs(late).isEqualByComparingTo(late);
    }

    @Test
    void isEqualOnlyWhenAllElseIs() {
        Version version = Version.tombstone(clock("a1"), 5, 6, 100);

        assertThat(version)
                .isEqualTo(Version.tombstone(clock("a1"), 5, 6, 100))
                .isNotEqualTo(Version.tombstone(clock("a2"), 5, 6, 100))
                .isNotEqualTo(Version.tombstone(clock("a1"), 4, 6, 100))
                .isNotEqualTo(Version.tombstone(clock("a1"), 5, 7, 100))
                .isNotEqualTo(live("a1", 1));
        assertThat(live("a1", 1)).isNotEqualTo(live("a1", 2));
    }

    @Test
    void hasATotalOrderThatAgreesWithEquality() {
        Seed seed = Seed.of(VersionTest.class);
        for (int i = 0; i < 50_000; i++) {
            RandomGenerator random = seed.random(i);
            Version a = Versions.random(random);
            Version b = Versions.random(random);
            Version c = Versions.random(random);
            List<Version> sorted = Stream.of(a, b, c).sorted().toList();

            assertThat(a.compareTo(b)).as("%s", seed).isEqualTo(-b.compareTo(a));
            assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
            assertThat(sorted.get(0).compareTo(sorted.get(2))).as("%s", seed).isNotPositive();
        }
    }

    @Test
    void datesATombstoneByWhatIsKnown() {
        assertThat(Version.tombstone(clock("a1"), 20, 10, 30).deletedAtMs()).isEqualTo(10);
        assertThat(Version.tombstone(clock("a1"), 20, 0, 30).deletedAtMs()).isEqualTo(20);
        assertThat(Version.tombstone(clock("a1"), 0, 0, 30).deletedAtMs()).isEqualTo(30);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Version.tombstone(clock("a1"), 0, 0, 0))
                .withMessageContaining("without a time");
    }

    @Test
    void keepsAllButTheClockUnderAnotherClock() {
        Version moved = Version.tombstone(clock("a1"), 1, 2, 3).withClock(clock("b1"));

        assertThat(moved).isEqualTo(Version.tombstone(clock("b1"), 1, 2, 3));
        assertThat(moved.receivedAtMs()).isEqualTo(3);
    }

    /// Storage invariants 79 and 83, at the core.
    @Test
    void acceptsValuesOfOneByteToTenMebibytes() {
        byte[] longest = new byte[10 * 1024 * 1024];

        assertThat(Version.live(clock("a1"), longest, 0, 0).value()).isSameAs(longest);
        assertThat(Version.live(clock("a1"), new byte[1], 0, 0).value()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Version.live(clock("a1"), new byte[longest.length + 1], 0, 0))
                .withMessageContaining("10485761")
                .withMessageContaining("1 to 10485760");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Version.live(clock("a1"), new byte[0], 0, 0));
    }

    @Test
    void refusesNegativeTimes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Version.live(clock("a1"), new byte[1], -1, 0))
                .withMessageContaining("caller's timestamp is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Version.live(clock("a1"), new byte[1], 0, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Version.tombstone(clock("a1"), 0, -1, 0));
    }

    @Test
    void neverPrintsAValue() {
        assertThat(live("a1", 65, 66)).hasToString("Version[2 bytes, t=0, {a: 1}]");
        assertThat(tombstone("a1", 7)).hasToString("Version[tombstone of 7, t=0, {a: 1}]");
    }
}
