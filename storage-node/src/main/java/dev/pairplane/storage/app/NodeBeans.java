package dev.pairplane.storage.app;

import dev.pairplane.observability.command.BuildInfo;
import dev.pairplane.observability.config.ConfigSchema;
import dev.pairplane.observability.health.DataDirectoryCheck;
import dev.pairplane.observability.health.DiskSpaceCheck;
import dev.pairplane.observability.health.FileDescriptorCheck;
import dev.pairplane.observability.health.HealthCheck;
import dev.pairplane.observability.health.MemoryPressureCheck;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.storage.config.CommitLogConfig;
import dev.pairplane.storage.config.CompactionConfig;
import dev.pairplane.storage.config.ConflictConfig;
import dev.pairplane.storage.config.DiskConfig;
import dev.pairplane.storage.config.MemTableConfig;
import dev.pairplane.storage.config.ServerConfig;
import dev.pairplane.storage.config.SstableConfig;
import dev.pairplane.storage.config.StorageConfig;
import dev.pairplane.storage.core.engine.CheckpointOutcome;
import dev.pairplane.storage.core.engine.DrainState;
import dev.pairplane.storage.core.engine.Engine;
import dev.pairplane.storage.core.engine.Environment;
import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.RangeOutcome;
import dev.pairplane.storage.core.engine.ReadOutcome;
import dev.pairplane.storage.core.engine.SnapshotOutcome;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.range.RangeRequest;
import dev.pairplane.storage.core.store.StoreLayout;
import dev.pairplane.storage.inbound.grpc.Ending;
import dev.pairplane.storage.inbound.grpc.HealthService;
import dev.pairplane.storage.inbound.grpc.NodeService;
import dev.pairplane.storage.inbound.grpc.RequestListener;
import dev.pairplane.storage.inbound.grpc.Rpc;
import dev.pairplane.storage.inbound.grpc.Store;
import dev.pairplane.storage.outbound.disk.Disk;
import dev.pairplane.storage.telemetry.EngineHealth;
import dev.pairplane.storage.telemetry.EngineTelemetry;
import dev.pairplane.storage.telemetry.RequestTelemetry;
import dev.pairplane.storage.telemetry.StateGauges;
import dev.pairplane.storage.telemetry.StorageMetric;
import dev.pairplane.storage.telemetry.SyncWindow;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Makes the node's parts.
final class NodeBeans {
    private static final double DISK_WARNING = 90;
    private static final double DISK_CRITICAL = 95;
    private static final double DESCRIPTORS_WARNING = 90;

    @Produces
    @Singleton
    Metrics metrics(MeterRegistry registry, ServerConfig server) {
        Metrics metrics =
                new Metrics(registry, Map.of("node_id", server.nodeId()))
                        .register(StorageMetric.values());
        metrics.buildInfo("pairdb", BuildInfo.read());
        return metrics;
    }

    @Produces
    @Singleton
    SyncWindow syncWindow() {
        return new SyncWindow();
    }

    @Produces
    @Singleton
    Engine engine(
            ServerConfig server,
            StorageConfig storage,
            CommitLogConfig log,
            MemTableConfig memtable,
            SstableConfig sstable,
            CompactionConfig compaction,
            ConflictConfig conflict,
            DiskConfig disk,
            Metrics metrics,
            SyncWindow syncWindow)
            throws IOException {
        Directory root = Disk.open(storage.dataDir());
        Directory logDirectory =
                storage.commitLogDir().isPresent()
                        ? Disk.open(storage.commitLogDir().orElseThrow())
                        : root.subdirectory(StoreLayout.LOG);
        Directory tableDirectory =
                storage.sstableDir().isPresent()
                        ? Disk.open(storage.sstableDir().orElseThrow())
                        : root.subdirectory(StoreLayout.TABLES);
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        Engine engine =
                new Engine(
                        root,
                        logDirectory,
                        tableDirectory,
                        NodeConfiguration.engine(
                                server,
                                storage,
                                log,
                                memtable,
                                NodeConfiguration.tables(
                                        memtable,
                                        sstable,
                                        compaction,
                                        Runtime.getRuntime().maxMemory()),
                                conflict,
                                NodeConfiguration.disk(disk)),
                        new Environment(
                                () -> ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()),
                                System::nanoTime,
                                random::nextLong,
                                "pid " + ProcessHandle.current().pid(),
                                Executors.newSingleThreadExecutor(
                                        Thread.ofPlatform().name("segments").daemon().factory()),
                                Executors.newFixedThreadPool(
                                        compaction.workers() + 1,
                                        Thread.ofPlatform().name("tables-", 0).daemon().factory()),
                                LockSupport::parkNanos),
                        new EngineTelemetry(metrics, syncWindow));
        new StateGauges(metrics, engine::status, storage.dataDir()).watch();
        return engine;
    }

    @Produces
    @Singleton
    NodeService nodeService(Engine engine, ServerConfig server, Metrics metrics) {
        return new NodeService(
                store(engine),
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("request-", 0).factory()),
                server.writeTimeout(),
                ConfigSchema.bytes(server.maxInFlight()),
                listener(new RequestTelemetry(metrics)));
    }

    private static Store store(Engine engine) {
        return new Store() {
            @Override
            public WriteOutcome apply(Mutation mutation, Duration patience) {
                return engine.apply(mutation, patience);
            }

            @Override
            public Optional<ReadOutcome> readNow(CompositeKey key) {
                return engine.readNow(key);
            }

            @Override
            public ReadOutcome read(CompositeKey key) {
                return engine.read(key);
            }

            @Override
            public RangeOutcome read(RangeRequest request, BooleanSupplier givenUp) {
                return engine.read(request, givenUp);
            }

            @Override
            public DrainState drain(Duration patience) {
                return engine.drain(patience);
            }

            @Override
            public CheckpointOutcome checkpoint(String name, Duration patience) {
                return engine.checkpoint(name, patience);
            }

            @Override
            public SnapshotOutcome snapshot() {
                return engine.snapshot();
            }
        };
    }

    private static RequestListener listener(RequestTelemetry telemetry) {
        return new RequestListener() {
            @Override
            public void ended(Rpc rpc, Ending ending, long nanos, long valueBytes) {
                telemetry.ended(rpc.label(), ending.isError(), ending.label(), nanos, valueBytes);
            }

            @Override
            public void failed(Rpc rpc, String keyHash, Throwable failure) {
                telemetry.failed(rpc.label(), keyHash, failure);
            }
        };
    }

    @Produces
    @Singleton
    HealthService healthService() {
        return new HealthService();
    }

    @Produces
    @Singleton
    HealthCheck diskSpace(StorageConfig storage) {
        return new DiskSpaceCheck(storage.dataDir(), DISK_WARNING, DISK_CRITICAL);
    }

    @Produces
    @Singleton
    HealthCheck dataDirectory(StorageConfig storage) {
        return new DataDirectoryCheck(storage.dataDir());
    }

    @Produces
    @Singleton
    HealthCheck fileDescriptors() {
        return new FileDescriptorCheck(DESCRIPTORS_WARNING);
    }

    @Produces
    @Singleton
    HealthCheck memoryPressure() {
        return new MemoryPressureCheck(MemoryPressureCheck.Thresholds.DEFAULT);
    }

    @Produces
    @Singleton
    HealthCheck commitLog(Engine engine) {
        return new EngineHealth(engine::status);
    }
}
