package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SettableClockTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private final SettableClock clock = SettableClock.at(START);

    @Test
    void standsStillUntilItIsMoved() {
        assertThat(clock.instant()).isEqualTo(START);
        assertThat(clock.nanoTime()).isZero();

        clock.advance(Duration.ofSeconds(3));

        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
        assertThat(clock.nanoTime()).isEqualTo(3_000_000_000L);
    }

    @Test
    void theWallClockGoesBackAndTheOtherHandDoesNot() {
        clock.advance(Duration.ofSeconds(3));

        clock.setWall(START.minusSeconds(60));

        assertThat(clock.millis()).isEqualTo(START.minusSeconds(60).toEpochMilli());
        assertThat(clock.nanoTime()).isEqualTo(3_000_000_000L);
    }

    @Test
    void aClockInAnotherZoneSharesTheHands() {
        var zone = ZoneId.of("Asia/Tokyo");
        var other = clock.withZone(zone);

        clock.advance(Duration.ofDays(1));

        assertThat(other.instant()).isEqualTo(clock.instant());
        assertThat(other.getZone()).isEqualTo(zone);
    }

    @Test
    void refusesToLetTimePassBackwards() {
        assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
                .hasMessageContaining("use setWall");
    }
}
