package dev.pairplane.storage.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.compaction.CompactionOptions;
import dev.pairplane.storage.core.engine.EngineOptions;
import dev.pairplane.storage.core.engine.SyncMode;
import dev.pairplane.storage.core.sstable.TableOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PairDB's configuration files, unchanged. The directories they name belong to the machine that
/// they were written for; the environment puts others in their place.
///
/// Storage invariants 137, 138
class SampleFilesTest {
    private static final Path SAMPLES = Path.of("src/test/resources/config");

    @TempDir Path directory;

    private ConfigSetup sample(String name, Map<String, String> environment) {
        return load(SAMPLES.resolve(name), environment);
    }

    private ConfigSetup load(Path file, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("CONFIG_PATH", file.toString());
        all.put("STORAGE_DATA_DIR", directory.toString());
        all.put("STORAGE_COMMIT_LOG_DIR", directory.resolve("commitlog").toString());
        all.put("STORAGE_SSTABLE_DIR", directory.resolve("sstables").toString());
        return ConfigSetup.of(Map.of(), all);
    }

    @Test
    void theReferencesSampleLoadsAndMeansWhatItSays() {
        ConfigSetup setup = sample("reference.yaml", Map.of());

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.server().nodeId()).isEqualTo("storage-node-1");
        assertThat(setup.server().host()).isEqualTo("0.0.0.0");
        assertThat(setup.server().port()).isEqualTo(50052);
        assertThat(setup.server().writeTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(setup.metrics().port()).isEqualTo(9091);
        EngineOptions engine = setup.engine();
        assertThat(engine.syncMode()).isEqualTo(SyncMode.ALWAYS);
        assertThat(engine.memtableBytes()).isEqualTo(60_000_000);
        assertThat(engine.tables().memtables()).isEqualTo(2);
        assertThat(engine.tables().workers()).isEqualTo(2);
        assertThat(engine.tables().compaction())
                .isEqualTo(
                        new CompactionOptions(
                                4, 64L << 20, 128L << 20, 2, 64L << 20, TableOptions.DEFAULT));
        assertThat(setup.storage().sstableDir()).contains(directory.resolve("sstables"));
        assertThat(engine.segmentBytes())
                .as("1 GiB, which a log of 256 MiB cannot have four of")
                .isEqualTo(64L << 20);
    }

    @Test
    void tellsWhichKeysOfTheSampleHaveNoEffectYet() {
        assertThat(sample("reference.yaml", Map.of()).outcome().warnings())
                .singleElement()
                .asString()
                .contains("have no effect")
                .contains("server.read_timeout", "storage.max_disk_usage")
                .contains("commit_log.max_age", "commit_log.buffer_size", "sstable.l2_size")
                .contains("cache.max_size", "gossip.bind_port")
                .contains("metrics.enabled", "metrics.path")
                .doesNotContain("server.port", "sync_writes", "mem_table", "logging")
                .doesNotContain("sstable.block_size", "compaction.workers", "sstable_dir");
    }

    @Test
    void theKubernetesFileLoadsUnderItsOtherNames() {
        ConfigSetup setup = sample("kubernetes.yaml", Map.of("NODE_ID", "pairdb-storage-node-0"));

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.server().nodeId()).isEqualTo("pairdb-storage-node-0");
        assertThat(setup.server().port()).isEqualTo(8080);
        assertThat(setup.metrics().port()).isEqualTo(9091);
        assertThat(setup.engine().segmentBytes()).isEqualTo(64L << 20);
        assertThat(setup.engine().memtableBytes()).isEqualTo(52_428_800);
        assertThat(setup.engine().tables().workers()).isEqualTo(4);
        assertThat(setup.engine().tables().bytesPerSecond()).isEqualTo(10_000_000);
        assertThat(setup.engine().tables().blockCacheBytes()).isEqualTo(128L << 20);
        assertThat(setup.engine().tables().compaction()).isEqualTo(CompactionOptions.DEFAULT);
        assertThat(setup.outcome().warnings())
                .singleElement()
                .asString()
                .contains("have no effect")
                .contains("coordinator.host", "commitlog.retention_hours")
                .contains("commitlog.sync_interval")
                .doesNotContain("memtable", "sstable");
    }

    @Test
    void theKubernetesFileNeedsTheVariable() {
        assertThat(sample("kubernetes.yaml", Map.of()).outcome().problems())
                .singleElement()
                .asString()
                .contains("server.node_id", "required");
    }

    @Test
    void theVariableNodeIdWinsOverTheFileAndOverItsLongName() {
        assertThat(sample("reference.yaml", Map.of("NODE_ID", "n7")).server().nodeId())
                .isEqualTo("n7");
        assertThat(
                        sample("reference.yaml", Map.of("NODE_ID", "n7", "SERVER_NODE_ID", "n8"))
                                .server()
                                .nodeId())
                .isEqualTo("n7");
    }

    @Test
    void theEnvironmentWinsOverTheFile() {
        ConfigSetup setup =
                sample(
                        "reference.yaml",
                        Map.of(
                                "SERVER_PORT", "6000",
                                "MEM_TABLE_MAX_SIZE", "70M",
                                "MEM_TABLE_FLUSH_THRESHOLD", "2M",
                                "COMMIT_LOG_SYNC_WRITES", "false"));

        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.server().port()).isEqualTo(6000);
        assertThat(setup.engine().memtableBytes()).isEqualTo(2L << 20);
        assertThat(setup.engine().syncMode()).isEqualTo(SyncMode.INTERVAL);
        assertThat(setup.storage().dataDir()).isEqualTo(directory);
    }

    @Test
    void namesUnknownKeysAndRefusesThemWhenStrict() throws Exception {
        Path file = directory.resolve("config.yaml");
        Files.writeString(file, "server: { node_id: n1, prt: 1 }\ndisks: { warning: 80 }\n");

        ConfigSetup setup = load(file, Map.of());
        assertThat(setup.outcome().problems()).isEmpty();
        assertThat(setup.outcome().warnings())
                .singleElement()
                .asString()
                .contains(
                        "unknown keys", "disks.warning", "server.prt (did you mean server.port?)");

        assertThat(load(file, Map.of("CONFIG_STRICT", "true")).outcome().problems())
                .singleElement()
                .asString()
                .contains("unknown keys");
    }
}
