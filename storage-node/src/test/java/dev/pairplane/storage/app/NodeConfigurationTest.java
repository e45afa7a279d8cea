package dev.pairplane.storage.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.config.ServerConfig;
import dev.pairplane.storage.core.compaction.CompactionOptions;
import dev.pairplane.storage.core.engine.EngineOptions;
import dev.pairplane.storage.core.engine.SyncMode;
import dev.pairplane.storage.core.sstable.Compression;
import dev.pairplane.storage.core.sstable.TableOptions;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.wal.RecoveryMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeConfigurationTest {
    private static final long MEBIBYTE = 1 << 20;

    @TempDir Path directory;

    private ConfigSetup with(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>();
        properties.put("server.node_id", "n1");
        properties.put("storage.data_dir", directory.toString());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return ConfigSetup.of(properties, Map.of());
    }

    private List<String> problems(String... keysAndValues) {
        return with(keysAndValues).outcome().problems();
    }

    private EngineOptions engine(String... keysAndValues) {
        ConfigSetup setup = with(keysAndValues);
        assertThat(setup.outcome().problems()).isEmpty();
        return setup.engine();
    }

    @Test
    void aNodeIdIsAllThatHasToBeGiven() {
        ConfigSetup setup = with();

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.outcome().warnings()).isEmpty();
        ServerConfig server = setup.server();
        assertThat(server.host()).isEqualTo("127.0.0.1");
        assertThat(server.port()).isEqualTo(50052);
        assertThat(server.maxConnections()).isEqualTo(1000);
        assertThat(server.writeTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(server.shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(server.preStopDelay()).isZero();
        assertThat(setup.metrics().port()).isEqualTo(9091);
        assertThat(setup.storage().commitLogDir()).isEmpty();
        assertThat(setup.engine())
                .isEqualTo(
                        new EngineOptions(
                                "n1",
                                false,
                                SyncMode.ALWAYS,
                                Duration.ofMillis(100),
                                64 * MEBIBYTE,
                                2,
                                256 * MEBIBYTE,
                                RecoveryMode.FAIL,
                                60_000_000,
                                EngineOptions.Tables.DEFAULT,
                                MergeLimits.DEFAULT,
                                false));
    }

    @Test
    void keepsDataInVarLibUnlessToldOtherwise() {
        assertThat(ConfigSetup.of(Map.of("server.node_id", "n1"), Map.of()).storage().dataDir())
                .isEqualTo(Path.of("/var/lib/pairdb"));
    }

    @Test
    void everyKeyReachesWhatItSets() {
        ConfigSetup setup =
                with(
                        "server.node_id", "n2",
                        "server.host", "::1",
                        "server.port", "1",
                        "server.max_connections", "2",
                        "server.write_timeout", "3s",
                        "server.shutdown_timeout", "4s",
                        "server.pre_stop_delay", "5s",
                        "storage.commit_log_dir", directory.resolve("log").toString(),
                        "storage.adopt_identity", "true",
                        "commit_log.sync_mode", "none",
                        "commit_log.sync_interval", "7ms",
                        "commit_log.segment_size", "128K",
                        "commit_log.max_total", "8M",
                        "commit_log.recovery_mode", "point-in-time",
                        "mem_table.max_size", "9M",
                        "mem_table.flush_threshold", "8M",
                        "storage.sstable_dir", directory.resolve("tables").toString(),
                        "conflict.max_siblings", "10",
                        "conflict.obsolete_write", "reject",
                        "metrics.port", "11");

        assertThat(setup.outcome().problems()).isEmpty();
        ServerConfig server = setup.server();
        assertThat(server.host()).isEqualTo("::1");
        assertThat(server.port()).isEqualTo(1);
        assertThat(server.maxConnections()).isEqualTo(2);
        assertThat(server.writeTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(server.shutdownTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(server.preStopDelay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(setup.storage().dataDir()).isEqualTo(directory);
        assertThat(setup.storage().commitLogDir()).contains(directory.resolve("log"));
        assertThat(setup.storage().sstableDir()).contains(directory.resolve("tables"));
        assertThat(setup.metrics().port()).isEqualTo(11);
        assertThat(setup.engine())
                .isEqualTo(
                        new EngineOptions(
                                "n2",
                                true,
                                SyncMode.NONE,
                                Duration.ofMillis(7),
                                128 * 1024,
                                2,
                                8 * MEBIBYTE,
                                RecoveryMode.POINT_IN_TIME,
                                8 * MEBIBYTE,
                                EngineOptions.Tables.DEFAULT,
                                new MergeLimits(
                                        10,
                                        MergeLimits.DEFAULT.encodedBytes(),
                                        MergeLimits.DEFAULT.clockEntries()),
                                true));
    }

    @Test
    void everyKeyOfTablesReachesWhatItSets() {
        ConfigSetup setup =
                with(
                        "mem_table.num_mem_tables", "3",
                        "mem_table.write_stall_timeout", "6s",
                        "sstable.block_size", "8K",
                        "sstable.index_interval", "12",
                        "sstable.bloom_filter_fp", "0.02",
                        "sstable.compression", "zstd",
                        "sstable.max_file_size", "13M",
                        "sstable.cache_size", "14M",
                        "sstable.l0_size", "15M",
                        "sstable.l1_size", "16M",
                        "sstable.level_multiplier", "17",
                        "compaction.l0_trigger", "18",
                        "compaction.workers", "19",
                        "compaction.throttle", "21",
                        "compaction.tombstone_grace", "20h");

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.engine().tables())
                .isEqualTo(
                        new EngineOptions.Tables(
                                3,
                                90,
                                Duration.ofSeconds(6),
                                14 * MEBIBYTE,
                                64,
                                4096,
                                19,
                                21_000_000,
                                Duration.ofHours(20),
                                new CompactionOptions(
                                        18,
                                        15 * MEBIBYTE,
                                        16 * MEBIBYTE,
                                        17,
                                        13 * MEBIBYTE,
                                        new TableOptions(8192, 16, 12, 0.02, Compression.ZSTD))));
    }

    @Test
    void aMemtableIsFlushedBeforeItIsAsLargeAsItMayBe() {
        assertThat(engine("mem_table.max_size", "2M").memtableBytes())
                .as("nine tenths")
                .isEqualTo((2 * MEBIBYTE) / 10 * 9);
        assertThat(
                        with("mem_table.max_size", "2M", "mem_table.flush_threshold", "3M")
                                .outcome()
                                .problems())
                .singleElement()
                .asString()
                .contains("mem_table.flush_threshold", "more than mem_table.max_size", "2M");
    }

    @Test
    void refusesTablesThatAreSmallerThanABlock() {
        assertThat(
                        with("sstable.max_file_size", "1M", "sstable.block_size", "1M")
                                .outcome()
                                .problems())
                .isEmpty();
        assertThat(
                        with("sstable.max_file_size", "1M", "sstable.block_size", "2M")
                                .outcome()
                                .problems())
                .singleElement()
                .asString()
                .contains("sstable.block_size");
    }

    @ParameterizedTest
    @CsvSource({
        "fail, FAIL",
        "point_in_time, POINT_IN_TIME",
        "point-in-time, POINT_IN_TIME",
        "skip, SKIP"
    })
    void knowsTheModesOfRecovery(String written, RecoveryMode mode) {
        assertThat(engine("commit_log.recovery_mode", written).recoveryMode()).isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource({
        "true,, ALWAYS",
        "false,, INTERVAL",
        "false, always, ALWAYS",
        "true, interval, INTERVAL",
        "true, none, NONE"
    })
    void theModeOfSyncingWinsOverTheSwitch(
            String writes, @org.jspecify.annotations.Nullable String mode, SyncMode expected) {
        assertThat(
                        mode == null
                                ? engine("commit_log.sync_writes", writes).syncMode()
                                : engine(
                                                "commit_log.sync_writes",
                                                writes,
                                                "commit_log.sync_mode",
                                                mode)
                                        .syncMode())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1M, 4M, 1048576", "1G, 256M, 67108864", "64M, 255M, 66846720", "8M, 4M, 1048576"})
    void aSegmentIsAtMostAQuarterOfTheLog(String segment, String total, long expected) {
        assertThat(
                        engine("commit_log.segment_size", segment, "commit_log.max_total", total)
                                .segmentBytes())
                .isEqualTo(expected);
    }

    /// Storage invariant 137
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server.port             | 0        | 1 to 65535",
                "server.port             | 65536    | 1 to 65535",
                "server.port             | grpc     | a whole number",
                "server.max_connections  | 0        | 1 to 1000000",
                "server.write_timeout    | 0s       | 1ms to 1h",
                "server.write_timeout    | soon     | a duration such as",
                "server.shutdown_timeout | 500ms    | 1s to 1h",
                "server.pre_stop_delay   | 6m       | 0s to 5m",
                "storage.adopt_identity  | perhaps  | true or false",
                "commit_log.sync_mode    | sometimes| always, interval, none",
                "commit_log.sync_writes  | maybe    | true or false",
                "commit_log.sync_interval| 2m       | 1ms to 1m",
                "commit_log.segment_size | 4K       | 64K to 1G",
                "commit_log.segment_size | big      | a size such as",
                "commit_log.max_total    | 2T       | 256K to 1T",
                "commit_log.recovery_mode| hope     | fail, point-in-time, skip",
                "mem_table.max_size      | 1K       | 1M to 16G",
                "conflict.max_siblings   | 257      | 1 to 256",
                "conflict.obsolete_write | drop     | ignore, reject",
                "metrics.port            | 99999    | 1 to 65535",
                "logging.level           | loud     | debug, info, warn, error",
                "logging.format          | xml      | json, console",
                "health.interval         | 1ms      | 100ms to 10m",
                "health.check_timeout    | 1ms      | 10ms to 1m",
                "health.watchdog_limit   | 1ms      | 1s to 1h"
            })
    void refusesAValueNamingTheKeyAndWhatIsRight(String key, String value, String right) {
        assertThat(problems(key, value))
                .singleElement()
                .asString()
                .startsWith(key + " = \"" + value + "\" (system property): ")
                .contains(right);
    }

    /// Storage invariant 137
    @Test
    void refusesNodeIdsThatNoFileOrClockCanHold() {
        assertThat(problems("server.node_id", "n".repeat(64))).isEmpty();
        assertThat(problems("server.node_id", "n".repeat(65)))
                .singleElement()
                .asString()
                .contains("is 65 bytes long", "1 to 64 bytes");
        assertThat(problems("server.node_id", "ü".repeat(33)))
                .singleElement()
                .asString()
                .contains("is 66 bytes long");
        for (String wrong : List.of("a=b", "a\tb", "a\u007fb")) {
            assertThat(problems("server.node_id", wrong))
                    .singleElement()
                    .asString()
                    .contains("control characters or =");
        }
    }

    /// Storage invariant 137
    @Test
    void refusesToStartWithoutANodeId() {
        assertThat(problems("server.node_id", ""))
                .singleElement()
                .asString()
                .contains("server.node_id", "required", "SERVER_NODE_ID");
    }

    /// Storage invariant 137
    @Test
    void refusesOnePortForBothServers() {
        assertThat(problems("metrics.port", "50052"))
                .containsExactly(
                        "metrics.port = \"50052\" (system property): is the gRPC port too; give a"
                                + " port other than server.port");
    }

    /// Storage invariant 137
    @Test
    void refusesADirectoryThatCannotBeMade() throws Exception {
        Path file = java.nio.file.Files.createFile(directory.resolve("file"));

        assertThat(
                        problems(
                                "storage.data_dir",
                                file.resolve("data").toString(),
                                "storage.commit_log_dir",
                                file.toString()))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("storage.data_dir = "))
                .anySatisfy(line -> assertThat(line).startsWith("storage.commit_log_dir = "))
                .allSatisfy(
                        line -> assertThat(line).contains("is not a directory that can be made"));
        assertThat(problems("storage.data_dir", directory.resolve("a/b/c").toString())).isEmpty();
    }

    /// Storage invariant 137
    @Test
    void reportsEverythingThatIsWrongAtOnce() {
        assertThat(
                        problems(
                                "server.node_id", "a=b",
                                "server.write_timeout", "never",
                                "metrics.port", "50052",
                                "conflict.max_siblings", "0"))
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).startsWith("server.node_id"))
                .anySatisfy(line -> assertThat(line).startsWith("server.write_timeout"))
                .anySatisfy(line -> assertThat(line).startsWith("metrics.port"))
                .anySatisfy(line -> assertThat(line).startsWith("conflict.max_siblings"));
    }
}
