package dev.pairplane.storage.core.version;

import static dev.pairplane.storage.core.version.Versions.clock;
import static dev.pairplane.storage.core.version.Versions.live;
import static dev.pairplane.storage.core.version.Versions.liveAt;
import static dev.pairplane.storage.core.version.Versions.setOf;
import static dev.pairplane.storage.core.version.Versions.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class VersionSetTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("merges")
    void merges(String rule, VersionSet stored, Version incoming, MergeResult result) {
        assertThat(stored.merge(incoming, MergeLimits.DEFAULT)).isEqualTo(result);
    }

    static Stream<Arguments> merges() {
        MergeResult obsolete = new MergeResult.Obsolete();
        MergeResult identical = new MergeResult.Identical();
        MergeResult outranked = new MergeResult.Outranked();
        return Stream.of(
                Arguments.of("into nothing", setOf(), live("a1", 1), stored(live("a1", 1))),
                Arguments.of("after", setOf(live("a1", 1)), live("a2", 2), stored(live("a2", 2))),
                Arguments.of("before", setOf(live("a2", 2)), live("a1", 1), obsolete),
                Arguments.of("no clock, hole", setOf(), live("", 1), stored(live("", 1))),
                Arguments.of("no clock", setOf(live("a1", 1)), live("", 2), obsolete),
                Arguments.of(
                        "concurrent",
                        setOf(live("a1", 1)),
                        live("b1", 2),
                        stored(live("a1", 1), live("b1", 2))),
                Arguments.of(
                        "after one of two",
                        setOf(live("a1", 1), live("b1", 2)),
                        live("a2", 3),
                        stored(live("b1", 2), live("a2", 3))),
                Arguments.of(
                        "after both",
                        setOf(live("a1", 1), live("b1", 2)),
                        live("a1 b1", 3),
                        stored(live("a1 b1", 3))),
                Arguments.of("the same", setOf(live("a1", 1)), live("a1", 1), identical),
                Arguments.of(
                        "equal clock, greater",
                        setOf(live("a1", 1)),
                        live("a1", 2),
                        collision(live("a1", 2))),
                Arguments.of("equal clock, less", setOf(live("a1", 2)), live("a1", 1), outranked),
                Arguments.of(
                        "equal clock, greater, beside a sibling",
                        setOf(live("a1", 1), live("b1", 7)),
                        live("a1", 2),
                        collision(live("a1", 2), live("b1", 7))),
                Arguments.of(
                        "equal clock, other caller's time",
                        setOf(live("a1", 9)),
                        liveAt(1, "a1", 1),
                        collision(liveAt(1, "a1", 1))),
                Arguments.of(
                        "equal clock, live over tombstone",
                        setOf(tombstone("a1", 5)),
                        live("a1", 1),
                        collision(live("a1", 1))),
                Arguments.of(
                        "equal clock, earlier deletion",
                        setOf(tombstone("a1", 5)),
                        tombstone("a1", 4),
                        collision(tombstone("a1", 4))),
                Arguments.of(
                        "equal clock, later deletion",
                        setOf(tombstone("a1", 5)),
                        tombstone("a1", 6),
                        outranked));
    }

    private static MergeResult stored(Version... versions) {
        return new MergeResult.Stored(setOf(versions), false);
    }

    private static MergeResult collision(Version... versions) {
        return new MergeResult.Stored(setOf(versions), true);
    }

    @Test
    void keepsTheEarlierTimeOfReceiptOfAnIdenticalVersion() {
        VersionSet set = setOf(Version.live(clock("a1"), new byte[1], 0, 100));

        MergeResult result =
                set.merge(Version.live(clock("a1"), new byte[1], 0, 50), MergeLimits.DEFAULT);

        assertThat(result).isEqualTo(new MergeResult.Identical());
        assertThat(set.versions().getFirst().receivedAtMs()).isEqualTo(100);
    }

    @Test
    void holdsItsVersionsInTheSameOrderWhateverTheOrderOfArrival() {
        Version[] versions = {live("a1", 1), tombstone("b2", 9), liveAt(3, "c1", 1)};

        assertThat(setOf(versions[0], versions[1], versions[2]).versions())
                .containsExactly(versions[2], versions[1], versions[0]);
        assertThat(setOf(versions[2], versions[0], versions[1]))
                .isEqualTo(setOf(versions[1], versions[2], versions[0]))
                .hasSameHashCodeAs(setOf(versions[1], versions[2], versions[0]));
    }

    /// Storage invariant 72.
    @Test
    void letsAConcurrentWriteSurviveADeleteAndADominatedOneNot() {
        VersionSet both = setOf(tombstone("b9", 5), live("a1", 1));
        VersionSet deleted = setOf(live("a1", 1), tombstone("a1 b1", 5));

        assertThat(both.isDeleted()).isFalse();
        assertThat(both.winner()).contains(live("a1", 1));
        assertThat(both.join()).isEqualTo(clock("a1 b9"));
        assertThat(deleted.isDeleted()).isTrue();
        assertThat(deleted.winner()).isEmpty();
        assertThat(deleted.join()).isEqualTo(clock("a1 b1"));
    }

    @Test
    void isNeitherDeletedNorStoredWhenNothingWasWritten() {
        assertThat(VersionSet.EMPTY.isEmpty()).isTrue();
        assertThat(VersionSet.EMPTY.isDeleted()).isFalse();
        assertThat(VersionSet.EMPTY.winner()).isEmpty();
        assertThat(VersionSet.EMPTY.join()).isEqualTo(VectorClock.EMPTY);
        assertThat(VersionSet.EMPTY.encodedSize()).isZero();
        assertThat(VersionSet.EMPTY).hasToString("VersionSet[]");
    }

    /// Storage invariants 68 and 74.
    @Test
    void alwaysHoldsConcurrentVersionsAndTheJoinOfTheirClocks() {
        Seed seed = Seed.of(VersionSetTest.class);
        for (int i = 0; i < 20_000; i++) {
            RandomGenerator random = seed.random(i);
            VersionSet set = VersionSet.EMPTY;
            for (int steps = random.nextInt(8); steps > 0; steps--) {
                Version incoming = Versions.random(random);
                set = Versions.merged(set, incoming);
                assertThat(set.join().compare(incoming.clock()))
                        .as("%s", seed)
                        .isIn(ClockOrder.AFTER, ClockOrder.EQUAL);
            }
            List<Version> versions = set.versions();
            assertThat(set.join())
                    .isEqualTo(
                            versions.stream()
                                    .map(Version::clock)
                                    .reduce(VectorClock.EMPTY, VectorClock::join));
            for (int left = 0; left < set.size(); left++) {
                for (int right = left + 1; right < set.size(); right++) {
                    assertThat(versions.get(left).clock().compare(versions.get(right).clock()))
                            .as("%s", seed)
                            .isEqualTo(ClockOrder.CONCURRENT);
                    assertThat(versions.get(left)).isGreaterThan(versions.get(right));
                }
            }
        }
    }

    /// Storage invariant 76.
    @Test
    void refusesTheSixtyFifthSibling() {
        VersionSet full = siblings(64);

        assertThat(siblings(63).merge(sibling(63), MergeLimits.DEFAULT))
                .isEqualTo(new MergeResult.Stored(full, false));
        assertThat(full.merge(sibling(64), MergeLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        MergeResult.Refused.class,
                        refused -> {
                            assertThat(refused.limit()).isEqualTo(MergeResult.Limit.SIBLINGS);
                            assertThat(refused.message()).contains("65").contains("64");
                        });
    }

    @Test
    void takesAVersionThatRemovesASiblingWhateverTheirNumber() {
        VersionSet full = siblings(64);
        MergeLimits lowered = new MergeLimits(16, MergeLimits.HIGHEST_ENCODED_BYTES, 1000);
        Version replacement = Version.live(actor(3, 2), new byte[] {5}, 0, 0);

        assertThat(full.merge(replacement, lowered))
                .isInstanceOfSatisfying(
                        MergeResult.Stored.class,
                        stored -> assertThat(stored.set().size()).isEqualTo(64));
        assertThat(full.merge(sibling(64), lowered)).isInstanceOf(MergeResult.Refused.class);
    }

    @Test
    void takesNoPartInLimitsWhenNothingWouldChange() {
        VersionSet full = siblings(64);
        MergeLimits least = new MergeLimits(1, 1, 1);

        assertThat(full.merge(sibling(5), least)).isEqualTo(new MergeResult.Identical());
        assertThat(full.merge(live("", 1), least)).isEqualTo(new MergeResult.Obsolete());
    }

    private static VersionSet siblings(int count) {
        VersionSet set = VersionSet.EMPTY;
        for (int i = 0; i < count; i++) {
            set = Versions.merged(set, sibling(i));
        }
        return set;
    }

    private static Version sibling(int actor) {
        return Version.live(actor(actor, 1), new byte[] {1}, 0, 0);
    }

    private static VectorClock actor(int number, long counter) {
        return VectorClock.EMPTY.withAtLeast("actor-" + number, counter);
    }

    @Test
    void storesThirtyMebibytesAndNotOneByteMore() {
        int limit = 30 * 1024 * 1024;
        VersionSet set =
                setOf(
                        ofLength("a", Version.MAX_VALUE_BYTES),
                        ofLength("b", Version.MAX_VALUE_BYTES));
        int overhead = setOf(ofLength("a", 1 << 21)).encodedSize() - (1 << 21) - 2;
        int rest = limit - set.encodedSize() - overhead;

        assertThat(set.merge(ofLength("c", rest), MergeLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        MergeResult.Stored.class,
                        stored -> assertThat(stored.set().encodedSize()).isEqualTo(limit));
        assertThat(set.merge(ofLength("c", rest + 1), MergeLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        MergeResult.Refused.class,
                        refused -> {
                            assertThat(refused.limit()).isEqualTo(MergeResult.Limit.BYTES);
                            assertThat(refused.message()).contains("31457281").contains("31457280");
                        });
    }

    @Test
    void appliesTheLimitOfBytesToAVersionThatReplacesASibling() {
        VersionSet set = setOf(ofLength("a", 10));
        MergeLimits limits = new MergeLimits(64, set.encodedSize(), 1000);

        assertThat(set.merge(live("a2", 1, 1), limits)).isInstanceOf(MergeResult.Stored.class);
        assertThat(set.merge(ofLength("a", 11), limits)).isInstanceOf(MergeResult.Refused.class);
    }

    private static Version ofLength(String actor, int length) {
        return Version.live(clock(actor + "1"), new byte[length], 0, 0);
    }

    /// Storage invariant 77.
    @Test
    void storesAClockOfAThousandActorsAndNotOneMore() {
        VectorClock thousand = VectorClock.EMPTY;
        for (int i = 0; i < 1000; i++) {
            thousand = thousand.join(actor(i, Long.MAX_VALUE));
        }
        VersionSet set = setOf(Versions.liveOf(thousand));

        assertThat(set.join().size()).isEqualTo(1000);
        assertThat(set.merge(Versions.liveOf(actor(1000, 1)), MergeLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        MergeResult.Refused.class,
                        refused -> {
                            assertThat(refused.limit()).isEqualTo(MergeResult.Limit.CLOCK_ENTRIES);
                            assertThat(refused.message()).contains("1001").contains("1000");
                        });
        assertThat(
                        VersionSet.EMPTY.merge(
                                Versions.liveOf(thousand.join(actor(1000, 1))),
                                MergeLimits.DEFAULT))
                .isInstanceOf(MergeResult.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1",
        "257, 1, 1",
        "1, 0, 1",
        "1, 33554433, 1",
        "1, 1, 0",
        "1, 1, 1001",
        "-1, 1, 1"
    })
    void refusesLimitsOutOfRange(int siblings, int bytes, int entries) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MergeLimits(siblings, bytes, entries))
                .withMessageContaining("must be 1 to");
    }
}
