package dev.pairplane.storage.core.version;

import static dev.pairplane.storage.core.version.Versions.clock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Storage invariant 75.
final class OwnActorTest {
    private static final UUID STORE = UUID.fromString("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");

    private final OwnActor actor = new OwnActor("n1", STORE);

    @Test
    void isNamedAfterTheNodeAndItsStore() {
        assertThat(actor.name()).isEqualTo("node:n1:0a1b2c3d");
    }

    @Test
    void startsAtTheWallClock() {
        assertThat(counter(VectorClock.EMPTY, 1_000)).isEqualTo(1_000);
    }

    @Test
    void continuesAboveWhatItIssuedWhenTheWallClockStandsOrGoesBack() {
        assertThat(counter(VectorClock.EMPTY, 1_000)).isEqualTo(1_000);
        assertThat(counter(VectorClock.EMPTY, 1_000)).isEqualTo(1_001);
        assertThat(counter(VectorClock.EMPTY, -5)).isEqualTo(1_002);
        assertThat(counter(VectorClock.EMPTY, 2_000)).isEqualTo(2_000);
    }

    @Test
    void continuesAboveWhatIsStoredAfterARestart() {
        VectorClock stored = clock("a7").withAtLeast(actor.name(), 5_000);

        VectorClock next = actor.next(stored, 10);

        assertThat(next).isEqualTo(clock("a7").withAtLeast(actor.name(), 5_001));
        assertThat(next.compare(stored)).isEqualTo(ClockOrder.AFTER);
        assertThat(counter(VectorClock.EMPTY, 10)).isEqualTo(5_002);
    }

    @Test
    void givesNoCounterTwice() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<Long>>> issued = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                issued.add(
                        threads.submit(() ->
                                IntStream.range(0, 5_000)
                                        .mapToObj(_ -> counter(VectorClock.EMPTY, 3))
                                        .toList()));
            }
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> some : issued) {
                assertThat(some.get()).isSorted();
                all.addAll(some.get());
            }
            assertThat(all).hasSize(20_000).doesNotHaveDuplicates();
        }
    }

    @Test
    void confinesAMadeUpCounterToItsKey() {
        VectorClock madeUp = clock("").withAtLeast(actor.name(), Long.MAX_VALUE - 1);

        assertThat(counter(madeUp, 1_000)).isEqualTo(Long.MAX_VALUE);
        assertThat(counter(VectorClock.EMPTY, 1_000)).isEqualTo(1_001);
    }

    @Test
    void remembersCountersUpToTheHorizonAndGoesOnBeyondIt() {
        VectorClock horizon = clock("").withAtLeast(actor.name(), OwnActor.HIGHEST_REMEMBERED - 1);

        assertThat(counter(horizon, 1_000)).isEqualTo(OwnActor.HIGHEST_REMEMBERED);
        assertThat(counter(VectorClock.EMPTY, 1_000)).isEqualTo(OwnActor.HIGHEST_REMEMBERED + 1);
        assertThat(counter(VectorClock.EMPTY, Long.MAX_VALUE))
                .isEqualTo(OwnActor.HIGHEST_REMEMBERED + 2);
    }

    @Test
    void staysAtTheLargestCounter() {
        VectorClock exhausted = clock("a1").withAtLeast(actor.name(), Long.MAX_VALUE);

        assertThat(actor.next(exhausted, 1_000)).isEqualTo(exhausted);
    }

    @Test
    void replacesEverySiblingWithTheLaterWrite() {
        VersionSet set = Versions.setOf(Versions.live("a1", 9), Versions.live("b1", 9));
        for (int value = 5; value > 0; value--) {
            Version write = Versions.live("", value).withClock(actor.next(set.join(), 0));

            set = Versions.merged(set, write);

            assertThat(set.versions()).containsExactly(write);
        }
    }

    @Test
    void refusesNodeIdsThatDoNotFitAClock() {
        assertThat(new OwnActor("n".repeat(114), STORE).name()).hasSize(128);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OwnActor("n".repeat(115), STORE))
                .withMessageContaining("129 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> new OwnActor("", STORE));
    }

    private long counter(VectorClock joined, long wallMicros) {
        return actor.next(joined, wallMicros).counterOf(actor.name());
    }
}
