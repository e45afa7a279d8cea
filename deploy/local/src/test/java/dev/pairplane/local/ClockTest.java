package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClockTest {

    private final Clock left = Clock.of("left", 2);
    private final Clock right = Clock.of("right", 1);

    @Test
    void knowsWhichClockHasSeenTheOther() {
        assertThat(left.dominatesOrEquals(left)).isTrue();
        assertThat(left.dominatesOrEquals(Clock.of("left", 1))).isTrue();
        assertThat(left.dominatesOrEquals(Clock.of("left", 3))).isFalse();
        assertThat(left.dominatesOrEquals(right)).isFalse();
        assertThat(left.dominatesOrEquals(new Clock(Map.of("right", 0L)))).isTrue();
    }

    @Test
    void joinsToTheSmallestClockThatHasSeenBoth() {
        assertThat(left.join(right).join(Clock.of("left", 1)))
                .isEqualTo(new Clock(Map.of("left", 2L, "right", 1L)));
    }

    @Test
    void travelsInAMessage() {
        Clock both = left.join(right);

        assertThat(Clock.of(both.toMessage())).isEqualTo(both);
        assertThat(both).hasToString("{left=2, right=1}");
    }

    @Test
    void takesTheLargestOfARepeatedActor() {
        VectorClock message =
                VectorClock.newBuilder()
                        .addEntries(entry("left", 1))
                        .addEntries(entry("left", 2))
                        .build();

        assertThat(Clock.of(message)).isEqualTo(left);
    }

    private static VectorClockEntry entry(String actor, long counter) {
        return VectorClockEntry.newBuilder()
                .setCoordinatorNodeId(actor)
                .setLogicalTimestamp(counter)
                .build();
    }
}
