package dev.pairplane.storage.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Who the node is, and how it serves.
@RegisterForReflection
@ConfigMapping(prefix = "server", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ServerConfig {
    @Doc(
            "The node's id, unique in its cluster, 1 to 64 bytes; the environment variable NODE_ID"
                    + " wins. A data directory belongs to one id.")
    String nodeId();

    @Doc("The address that gRPC and HTTP listen on. 0.0.0.0 for all, in containers.")
    @WithDefault("127.0.0.1")
    String host();

    @Doc("The gRPC port.")
    @Range(min = "1", max = "65535")
    @WithDefault("50052")
    int port();

    @Doc("How many requests one connection may have under way at once (HTTP/2 concurrent streams).")
    @Range(min = "1", max = "1000000")
    @WithDefault("1000")
    int maxConnections();

    @Doc(
            "How many bytes of writes may be under way at once, on all connections; the next one is"
                + " refused with MEMORY_PRESSURE. In the heap a write takes about four times its"
                + " bytes.")
    @Range(min = "1M", max = "16G")
    @WithDefault("32M")
    MemorySize maxInFlight();

    @Doc(
            "The longest that a write or delete waits for its durability, whatever deadline its"
                    + " caller set.")
    @Range(min = "1ms", max = "1h")
    @WithDefault("10s")
    Duration writeTimeout();

    @Doc("How long a stop may take: half of it for the requests under way, half to seal the log.")
    @Range(min = "1s", max = "1h")
    @WithDefault("30s")
    Duration shutdownTimeout();

    @Doc(
            "How long a stop waits between readiness going and the first refusal, for callers to"
                    + " notice.")
    @Range(min = "0s", max = "5m")
    @WithDefault("0s")
    Duration preStopDelay();
}
