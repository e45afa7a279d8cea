package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.store.Identity;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// By which time deletions are forgotten.
class CollectionClockTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long START = 1_700_000_000_000L;

    private final AtomicLong wallMs = new AtomicLong(START);
    private final AtomicLong nanos = new AtomicLong(-5);

    private CollectionClock clock(long writtenMs) {
        return new CollectionClock(wallMs::get, nanos::get, writtenMs);
    }

    private void pass(Duration time) {
        wallMs.addAndGet(time.toMillis());
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void followsAWallClockThatRunsAsTimeDoes() {
        CollectionClock clock = clock(0);
        assertThat(clock.nowMs()).isEqualTo(START);

        pass(Duration.ofDays(30));

        assertThat(clock.nowMs()).isEqualTo(wallMs.get());
    }

    @Test
    void doesNotFollowAWallClockThatJumpsAhead() {
        CollectionClock clock = clock(0);
        wallMs.addAndGet(Duration.ofDays(365).toMillis());
        assertThat(clock.nowMs()).isEqualTo(START);

        pass(Duration.ofHours(2));

        assertThat(clock.nowMs()).isEqualTo(START + 2 * HOUR);
    }

    @Test
    void gainsAnHourAtAStartAtMost() {
        wallMs.addAndGet(Duration.ofDays(3).toMillis());
        CollectionClock clock = clock(START);
        assertThat(clock.nowMs()).isEqualTo(START + HOUR);

        wallMs.set(START + HOUR / 2);
        assertThat(clock(START).nowMs()).isEqualTo(START + HOUR / 2);
    }

    @Test
    void neverGoesBack() {
        wallMs.set(START - Duration.ofDays(9).toMillis());
        assertThat(clock(START).nowMs()).isEqualTo(START);
    }

    @Test
    void isWrittenDownEachHour() {
        CollectionClock clock = clock(0);
        assertThat(clock.due(0)).as("never written").isTrue();
        pass(Duration.ofMinutes(59));
        assertThat(clock.due(START)).isFalse();
        pass(Duration.ofMinutes(2));
        assertThat(clock.due(START)).isTrue();
    }

    /// A node that only runs, and writes nothing, does not lose the time that passes.
    @Test
    void aStoreWhoseTablesDoNotChangeKeepsTheTime() throws Exception {
        FaultDisk disk = new FaultDisk();
        SimulatedNode node = SimulatedNode.start(disk, SimulatedNode.OPTIONS, 1);
        node.store(CompositeKey.of("t", "k"), new byte[1]);
        node.settle();
        long first = written(disk);

        node.advance(Duration.ofHours(30));
        node.settle();
        node.settle();
        node.stop();

        assertThat(written(disk) - first).isGreaterThanOrEqualTo(30 * HOUR);
    }

    private static long written(FaultDisk disk) throws Exception {
        FaultDisk copy = disk.fork();
        UUID store = Identity.read(copy.root()).store();
        // Twice: each opening writes a manifest afresh, which the next one reads.
        Manifest.open(copy.root(), store, () -> 1, () -> 1).close();
        try (Manifest manifest = Manifest.open(copy.root(), store, () -> 1, () -> 1)) {
            return manifest.tableClockMs();
        }
    }
}
