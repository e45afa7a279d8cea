package dev.pairplane.storage.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What is allowed while the disks fill up.
@RegisterForReflection
@ConfigMapping(prefix = "disk", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface DiskConfig {
    @Doc("How often the file systems of data, log and tables are looked at; the fullest counts.")
    @Range(min = "100ms", max = "10m")
    @WithDefault("10s")
    Duration checkInterval();

    @Doc("Used percent of the disk from which it is told.")
    @Range(min = "1", max = "97")
    @WithDefault("80")
    int warning();

    @Doc(
            "Used percent from which writes larger than throttle_max_write are refused with"
                    + " DISK_FULL.")
    @Range(min = "2", max = "98")
    @WithDefault("90")
    int throttle();

    @Doc("Used percent from which all writes are refused, but for deletions.")
    @Range(min = "3", max = "99")
    @WithDefault("95")
    int circuitBreaker();

    @Doc(
            "What a write may come to on the disk while large ones are refused: about 3.6 times its"
                    + " key and value, and 420 bytes.")
    @WithDefault("64K")
    @Range(min = "1K", max = "64M")
    MemorySize throttleMaxWrite();
}
