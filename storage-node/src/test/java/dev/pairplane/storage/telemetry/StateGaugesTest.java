package dev.pairplane.storage.telemetry;

import static dev.pairplane.testkit.MeterAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.engine.Engine;
import dev.pairplane.storage.core.engine.EngineStatus;
import dev.pairplane.testkit.ScrapeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Storage invariant 135
class StateGaugesTest {
    @TempDir Path directory;

    private final NodeRegistry registry = new NodeRegistry();
    private final AtomicReference<EngineStatus> status =
            new AtomicReference<>(Statuses.of(Engine.State.OPEN, false, 1_500_000_000));

    private ScrapeFile watched(Path volume) {
        new StateGauges(registry.metrics(), status::get, volume).watch();
        return registry.scrape();
    }

    private static double value(ScrapeFile scrape, String series) {
        return scrape.value(series, Map.of("node_id", "n1")).orElseThrow();
    }

    @Test
    void showsTheEnginesStatusOfTheMomentOfEachScrape() {
        assertThat(watched(directory))
                .hasValue(11, "pairdb_memtable_size_bytes", Map.of())
                .hasValue(22, "pairdb_memtable_entries_total", Map.of())
                .hasValue(44, "pairdb_commitlog_segments_total", Map.of())
                .hasValue(55, "pairdb_commitlog_size_bytes", Map.of())
                .hasValue(0, "pairdb_commitlog_poisoned", Map.of())
                .hasValue(77, "pairdb_wal_unsynced_bytes", Map.of())
                .hasValue(1.5, "pairdb_wal_oldest_wait_seconds", Map.of());

        status.set(Statuses.of(Engine.State.OPEN, true, 0));

        assertThat(registry.scrape())
                .hasValue(1, "pairdb_commitlog_poisoned", Map.of())
                .hasValue(0, "pairdb_wal_oldest_wait_seconds", Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "RECOVERING, false, recovering",
        "OPEN, false, operational",
        "OPEN, true, read_only",
        "CLOSED, false, stopping",
        "FAILED, false, failed",
        "FAILED, true, failed"
    })
    void isInExactlyOneState(Engine.State state, boolean poisoned, String label) {
        status.set(Statuses.of(state, poisoned, 0));

        assertThat(watched(directory))
                .hasValue(1, "pairdb_node_state", Map.of("state", label))
                .hasValue(1, "pairdb_node_state", Map.of());
    }

    @Test
    void showsTheVolumeOfTheDataDirectory() throws IOException {
        ScrapeFile scrape = watched(directory);
        double total = Files.getFileStore(directory).getTotalSpace();

        double used = value(scrape, "pairdb_system_disk_usage_bytes");
        double percent = value(scrape, "pairdb_system_disk_usage_percent");
        assertThat(used).isBetween(0.0, total);
        assertThat(value(scrape, "pairdb_system_disk_available_bytes")).isBetween(1.0, total);
        assertThat(percent).isBetween(0.0, 100.0);
        // Others write to this volume between the readings.
        assertThat(used / total * 100 - percent).isBetween(-5.0, 5.0);
    }

    @Test
    void showsNoNumberForAVolumeThatIsNotThere() {
        ScrapeFile scrape = watched(directory.resolve("gone"));

        assertThat(value(scrape, "pairdb_system_disk_usage_bytes")).isNaN();
        assertThat(value(scrape, "pairdb_system_disk_available_bytes")).isNaN();
        assertThat(value(scrape, "pairdb_system_disk_usage_percent")).isNaN();
    }

    @Test
    void showsTheProcess() {
        ScrapeFile scrape = watched(directory);

        assertThat(value(scrape, "pairdb_system_memory_usage_bytes"))
                .isBetween(1024.0 * 1024, 1024.0 * 1024 * 1024 * 1024);
        assertThat(value(scrape, "pairdb_system_goroutines_total")).isBetween(2.0, 10_000.0);
    }
}
