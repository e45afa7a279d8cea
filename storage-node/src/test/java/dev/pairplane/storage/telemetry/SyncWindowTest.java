package dev.pairplane.storage.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SyncWindowTest {
    private static final long MILLISECOND = 1_000_000;

    private final SyncWindow window = new SyncWindow();

    @Test
    void isAllZerosBeforeTheFirstSync() {
        assertThat(window.quantiles()).isEqualTo(new SyncWindow.Quantiles(0, 0, 0, 0));
    }

    @Test
    void oneSyncIsEveryQuantile() {
        window.add(7 * MILLISECOND);

        assertThat(window.quantiles()).isEqualTo(new SyncWindow.Quantiles(1, 7, 7, 7));
    }

    @Test
    void sortsWhatCameInAnyOrder() {
        for (int i = 100; i >= 1; i--) {
            window.add(i * MILLISECOND);
        }

        assertThat(window.quantiles()).isEqualTo(new SyncWindow.Quantiles(100, 51, 100, 100));
    }

    @Test
    void forgetsAllButTheLast1024AndCountsThemStill() {
        window.add(1_000_000 * MILLISECOND);
        for (int i = 0; i < 1024; i++) {
            window.add(i * MILLISECOND);
        }

        assertThat(window.quantiles()).isEqualTo(new SyncWindow.Quantiles(1025, 512, 1013, 1023));
    }
}
