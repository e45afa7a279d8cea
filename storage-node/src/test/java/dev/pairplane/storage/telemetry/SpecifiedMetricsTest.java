package dev.pairplane.storage.telemetry;

import static dev.pairplane.testkit.MeterAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.testkit.ScrapeFile;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names, types, labels and buckets as dashboards and alerts of PairDB expect them, written down
/// here a second time on purpose.
///
/// Storage invariant 135
class SpecifiedMetricsTest {
    private static final double[] SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };

    private final NodeRegistry registry = new NodeRegistry();
    private final ScrapeFile scrape = registry.scrape();

    @ParameterizedTest
    @CsvSource({
        "pairdb_storage_write_requests_total, counter, error",
        "pairdb_storage_read_requests_total, counter, error",
        "pairdb_storage_delete_requests_total, counter,",
        "pairdb_storage_errors_total, counter, op code",
        "pairdb_validation_rejections_total, counter, reason",
        "pairdb_writes_obsolete_total, counter,",
        "pairdb_clock_collisions_total, counter,",
        "pairdb_disk_full_rejections_total, counter,",
        "pairdb_memtable_stalls_total, counter,",
        "pairdb_memtable_size_bytes, gauge,",
        "pairdb_memtable_entries_total, gauge,",
        "pairdb_commitlog_segments_total, gauge,",
        "pairdb_commitlog_size_bytes, gauge,",
        "pairdb_commitlog_appends_total, counter,",
        "pairdb_commitlog_syncs_total, counter,",
        "pairdb_wal_records_skipped_total, counter,",
        "pairdb_wal_torn_tail_bytes, gauge,",
        "pairdb_wal_recovery_seconds, gauge,",
        "pairdb_wal_unsynced_bytes, gauge,",
        "pairdb_node_state, gauge, state",
        "pairdb_build_info, gauge, version revision java",
        "pairdb_system_disk_usage_bytes, gauge,",
        "pairdb_system_disk_available_bytes, gauge,",
        "pairdb_system_disk_usage_percent, gauge,",
        "pairdb_system_memory_usage_bytes, gauge,",
        "pairdb_system_goroutines_total, gauge,"
    })
    void hasTheCountersAndGauges(
            String name, String type, @org.jspecify.annotations.Nullable String labels) {
        String[] all =
                Stream.concat(
                                Stream.of("node_id"),
                                labels == null ? Stream.of() : Arrays.stream(labels.split(" ", -1)))
                        .toArray(String[]::new);

        assertThat(scrape).family(name).isOfType(type).hasHelp().hasLabels(all);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pairdb_storage_write_requests_duration_seconds",
                "pairdb_storage_read_requests_duration_seconds",
                "pairdb_commitlog_append_duration_seconds",
                "pairdb_commitlog_sync_duration_seconds"
            })
    void hasTheHistogramsOfTimes(String name) {
        assertThat(scrape)
                .family(name)
                .isOfType("histogram")
                .hasHelp()
                .hasLabels("node_id")
                .hasBuckets(SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pairdb_storage_write_requests_bytes", "pairdb_storage_read_requests_bytes"})
    void hasTheHistogramsOfBytes(String name) {
        assertThat(scrape)
                .family(name)
                .isOfType("histogram")
                .hasLabels("node_id")
                .hasBuckets(256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072);
    }

    @Test
    void hasTheHistogramOfGroups() {
        assertThat(scrape)
                .family("pairdb_commitlog_group_size")
                .isOfType("histogram")
                .hasBuckets(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096);
    }

    @Test
    void hasEveryValueOfEveryLabelFromTheStart() {
        assertThat(scrape)
                .family("pairdb_storage_write_requests_total")
                .hasValues("error", "true", "false");
        assertThat(scrape)
                .family("pairdb_storage_errors_total")
                .hasValues(
                        "op",
                        "write",
                        "read",
                        "delete",
                        "repair",
                        "get_key_range",
                        "stream_keys",
                        "drain_node",
                        "create_checkpoint")
                .hasValues(
                        "code",
                        Stream.concat(
                                        Stream.of("invalid", "unexpected"),
                                        Arrays.stream(Refusal.values())
                                                .map(r -> r.name().toLowerCase(Locale.ROOT)))
                                .toArray(String[]::new));
        assertThat(scrape)
                .family("pairdb_node_state")
                .hasValues(
                        "state",
                        "recovering",
                        "operational",
                        "draining",
                        "drained",
                        "read_only",
                        "stopping",
                        "failed");
    }

    @Test
    void beginsWithEverySeriesAtZero() {
        assertThat(scrape.families())
                .flatExtracting(ScrapeFile.Family::samples)
                .filteredOn(sample -> !sample.name().equals("pairdb_build_info"))
                .hasSizeGreaterThan(100)
                .allSatisfy(sample -> assertThat(sample.value()).as(sample.toString()).isZero());
        assertThat(scrape).hasValue(1, "pairdb_build_info", Map.of("node_id", "n1"));
    }
}
