package dev.pairplane.storage.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// The commit log.
@RegisterForReflection
@ConfigMapping(prefix = "commit_log", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface CommitLogConfig {
    /// When the log is synced.
    enum SyncMode {
        ALWAYS,
        INTERVAL,
        NONE
    }

    /// What a start does about damage.
    enum RecoveryMode {
        FAIL,
        POINT_IN_TIME,
        SKIP
    }

    @Doc(
            "always: a write is on the disk before it is acknowledged. interval: it is handed to"
                + " the system, and synced every sync_interval; a loss of power may lose the last"
                + " ones. none: for tests. Wins over sync_writes.")
    Optional<SyncMode> syncMode();

    @Doc("true is sync_mode always, false is interval.")
    @WithDefault("true")
    boolean syncWrites();

    @Doc("How often the log is synced in mode interval.")
    @Range(min = "1ms", max = "1m")
    @WithDefault("100ms")
    Duration syncInterval();

    @Doc(
            "Size of a segment. In mode always they are made ahead and zero-filled: three of them"
                + " are on the disk from the start. A larger one than a quarter of max_total is cut"
                + " to that.")
    @Range(min = "64K", max = "1G")
    @WithDefault("64M")
    MemorySize segmentSize();

    @Doc(
            "A longer log has the memtable brought into a table, full or not, and its segments"
                    + " given up.")
    @Range(min = "256K", max = "1T")
    @WithDefault("256M")
    MemorySize maxTotal();

    @Doc(
            "fail: refuse to start when an acknowledged record cannot be read. point_in_time: keep"
                + " what stands before it. skip: keep everything that can be read. The latter two"
                + " lose acknowledged writes, and set the segments aside.")
    @WithDefault("fail")
    RecoveryMode recoveryMode();
}
