package dev.pairplane.publishing.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {
    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final TimeOrderedIds ids = new TimeOrderedIds(() -> Instant.ofEpochMilli(millis.get()));

    @Test
    void saysItsTimeAndVersion() {
        UUID id = ids.get();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(1_700_000_000_000L);
    }

    @Test
    void risesAlsoWithinAMillisecondAndWhenTheClockGoesBack() {
        var made = Stream.generate(ids).limit(5_000).map(UUID::toString).toList();
        millis.addAndGet(-60_000);
        var later = Stream.generate(ids).limit(10).map(UUID::toString).toList();

        assertThat(made).isSorted().doesNotHaveDuplicates();
        assertThat(later).isSorted();
        assertThat(later.getFirst()).isGreaterThan(made.getLast());
    }
}
