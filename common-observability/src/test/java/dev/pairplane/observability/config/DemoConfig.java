package dev.pairplane.observability.config;

import dev.pairplane.observability.logging.Secret;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Every shape of key a service may declare.
@ConfigMapping(prefix = "demo", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
interface DemoConfig {
    enum Mode {
        ALWAYS,
        SKIP_CORRUPT
    }

    interface Limits {
        @Doc("Rate.")
        @WithDefault("0.5")
        @Range(min = "0", max = "1")
        double rate();
    }

    interface Target {
        @Doc("Where.")
        URI url();

        @Doc("Tries.")
        @WithDefault("3")
        @Range(min = "1")
        int tries();
    }

    @Doc("Who.")
    String nodeId();

    @Doc("Port.")
    @Range(min = "1", max = "65535")
    @WithDefault("50052")
    int port();

    @Doc("Low | mark.")
    @WithDefault("80")
    long low();

    @Doc("High mark.")
    @WithDefault("90")
    @Range(max = "100")
    long high();

    @Doc("Wait.")
    @Range(min = "1ms", max = "1h")
    @WithDefault("5s")
    Duration wait_();

    @Doc("Segment.")
    @WithName("segment_size")
    @Range(min = "4K")
    @WithDefault("64M")
    MemorySize segment();

    @Doc("How.")
    @WithDefault("always")
    Mode mode();

    @Doc("On.")
    @WithDefault("true")
    boolean enabled();

    @Doc("Key.")
    Optional<Secret> apiKey();

    @Doc("Where.")
    @WithDefault("/var/lib/demo")
    Path dataDir();

    @Doc("Most.")
    OptionalInt most();

    @Doc("Seeds.")
    Optional<List<String>> seedNodes();

    Limits limits();

    Map<String, Target> targets();

    List<Target> hooks();
}
