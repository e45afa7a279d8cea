package dev.pairplane.publishing.config;

import dev.pairplane.observability.config.Doc;
import dev.pairplane.observability.config.Range;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where the targets are described, and which addresses they may have.
@RegisterForReflection
@ConfigMapping(prefix = "targets", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface TargetsConfig {
    @Doc("A file of targets, or a folder of such files; read again when they change.")
    @WithDefault("/etc/publishing-queue/targets")
    Path path();

    @Doc("How often the files are looked at.")
    @Range(min = "100ms", max = "10m")
    @WithDefault("1s")
    Duration reloadInterval();

    @Doc("How long the last good version of a target is used after its file went wrong.")
    @Range(min = "0s", max = "24h")
    @WithDefault("10m")
    Duration staleGrace();

    @Doc(
            "Whether targets may be in private networks and on this machine. True in the profiles"
                    + " local, dev and test unless set.")
    @WithDefault("false")
    boolean allowPrivateNetworks();

    @Doc(
            "Networks (10.1.0.0/16) and names (example.org, and all below) that are"
                    + " allowed besides, with commas between.")
    Optional<String> allowedHosts();

    @Doc(
            "Whether every target may use plain http. True in the profiles local, dev and test"
                    + " unless set.")
    @WithDefault("false")
    boolean allowInsecure();
}
