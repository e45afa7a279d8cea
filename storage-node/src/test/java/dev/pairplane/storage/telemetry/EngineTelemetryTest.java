package dev.pairplane.storage.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.engine.EngineEvent;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.engine.WriteOutcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Storage invariant 135
class EngineTelemetryTest {
    private final NodeRegistry registry = new NodeRegistry();
    private final SyncWindow syncs = new SyncWindow();
    private final EngineTelemetry telemetry = new EngineTelemetry(registry.metrics(), syncs);
    private final LogLines log = new LogLines();

    @AfterEach
    void close() {
        log.close();
    }

    private Map<String, Double> moved(EngineEvent event) {
        return registry.moved(() -> telemetry.on(event));
    }

    @Test
    void aGroupThatWasSyncedMovesAppendsSyncsAndTheGroupsSize() {
        assertThat(moved(new EngineEvent.GroupCommitted(3, 2, 100, 500_000_000, 2_000_000_000)))
                .isEqualTo(
                        Map.of(
                                "pairdb_commitlog_appends_total", 1.0,
                                "pairdb_commitlog_append_duration_seconds_count", 1.0,
                                "pairdb_commitlog_append_duration_seconds_sum", 0.5,
                                "pairdb_commitlog_group_size_count", 1.0,
                                "pairdb_commitlog_group_size_sum", 3.0,
                                "pairdb_commitlog_syncs_total", 1.0,
                                "pairdb_commitlog_sync_duration_seconds_count", 1.0,
                                "pairdb_commitlog_sync_duration_seconds_sum", 2.0));
        assertThat(syncs.quantiles().syncs()).isEqualTo(1);
    }

    @Test
    void aGroupThatWasNotSyncedCountsNoSync() {
        assertThat(moved(new EngineEvent.GroupCommitted(1, 1, 100, 500_000_000, 0)))
                .containsOnlyKeys(
                        "pairdb_commitlog_appends_total",
                        "pairdb_commitlog_append_duration_seconds_count",
                        "pairdb_commitlog_append_duration_seconds_sum",
                        "pairdb_commitlog_group_size_count",
                        "pairdb_commitlog_group_size_sum");
        assertThat(syncs.quantiles().syncs()).isZero();
    }

    @Test
    void aSyncOutsideAGroupMovesTheSyncsAlone() {
        assertThat(moved(new EngineEvent.Synced(1_500_000_000)))
                .isEqualTo(
                        Map.of(
                                "pairdb_commitlog_syncs_total", 1.0,
                                "pairdb_commitlog_sync_duration_seconds_count", 1.0,
                                "pairdb_commitlog_sync_duration_seconds_sum", 1.5));
        assertThat(syncs.quantiles().max()).isEqualTo(1500);
    }

    @ParameterizedTest
    @EnumSource
    void anAcceptedMutationCountsOnlyWhenItIsObsoleteOrCollides(WriteOutcome.Effect effect) {
        Map<WriteOutcome.Effect, String> counted = new EnumMap<>(WriteOutcome.Effect.class);
        counted.put(WriteOutcome.Effect.OBSOLETE, "pairdb_writes_obsolete_total");
        counted.put(WriteOutcome.Effect.COLLISION, "pairdb_clock_collisions_total");

        assertThat(moved(new EngineEvent.Accepted(effect))).isEqualTo(one(counted.get(effect)));
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalMovesTheCounterOfItsReason(Refusal reason) {
        Map<Refusal, String> counted = new EnumMap<>(Refusal.class);
        counted.put(Refusal.SIBLING_LIMIT, "pairdb_sibling_limit_rejections_total");
        counted.put(Refusal.MEMORY_PRESSURE, "pairdb_memtable_stalls_total");
        counted.put(Refusal.DISK_FULL, "pairdb_disk_full_rejections_total");
        counted.put(Refusal.DISK_THROTTLED, "pairdb_disk_full_rejections_total");
        counted.put(Refusal.OBSOLETE, "pairdb_writes_obsolete_total");

        assertThat(moved(new EngineEvent.Refused(reason))).isEqualTo(one(counted.get(reason)));
    }

    private static Map<String, Double> one(@org.jspecify.annotations.Nullable String series) {
        return series == null ? Map.of() : Map.of(series, 1.0);
    }

    @Test
    void countsEveryFailedAppendAndLogsOnlyTheTurns() {
        EngineEvent failed = new EngineEvent.AppendFailed("disk full");

        assertThat(moved(failed)).isEqualTo(Map.of("pairdb_commitlog_append_failures_total", 1.0));
        telemetry.on(failed);
        telemetry.on(new EngineEvent.GroupCommitted(1, 1, 1, 1, 0));
        telemetry.on(new EngineEvent.GroupCommitted(1, 1, 1, 1, 0));
        telemetry.on(failed);

        assertThat(log.lines)
                .containsExactly(
                        "WARN the log cannot be written",
                        "INFO the log can be written again",
                        "WARN the log cannot be written");
    }

    @Test
    void aPoisonedLogIsAnErrorInTheLog() {
        assertThat(moved(new EngineEvent.Poisoned("I/O error"))).isEmpty();
        assertThat(log.lines)
                .containsExactly("ERROR the log is poisoned: writes are refused until a restart");
    }

    @Test
    void aRecoveryShowsWhatItFoundAndNamesEveryDamage() {
        assertThat(
                        moved(
                                new EngineEvent.Recovered(
                                        new EngineEvent.Recovery(
                                                false,
                                                40,
                                                9000,
                                                17,
                                                3,
                                                List.of("segment 1 at 64", "segment 2 at 96"),
                                                true,
                                                2_500_000_000L))))
                .isEqualTo(
                        Map.of(
                                "pairdb_wal_torn_tail_bytes", 17.0,
                                "pairdb_wal_records_skipped_total", 3.0,
                                "pairdb_wal_recovery_seconds", 2.5,
                                "pairdb_wal_recovered_records", 40.0));
        assertThat(log.lines)
                .containsExactly(
                        "ERROR a damaged part of the log was given up",
                        "ERROR a damaged part of the log was given up",
                        "INFO the store is recovered");
    }
}
