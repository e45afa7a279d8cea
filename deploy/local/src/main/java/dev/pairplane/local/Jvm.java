package dev.pairplane.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The JVM that a child runs in.
///
/// Small and fixed, so that everything fits on a laptop. The serial collector has the smallest
/// footprint, and with heaps of this size its pauses are short. A child that runs out of memory
/// ends, which the launcher reports, and does not limp on.
///
/// @param heap the largest heap, in MiB
record Jvm(int heap) {

    private static final List<String> COMMON =
            List.of(
                    "-Xms32m",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    // Netty uses both; without them each start prints the JVM's warnings about it.
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dpairplane.parent-pipe=true");

    /// A command line, in a session of its own where the system can do that.
    ///
    /// @param program what follows the JVM's options: a jar or a class, and its arguments
    List<String> command(Installation installation, List<String> program) {
        List<String> command = new ArrayList<>();
        installation.detach().ifPresent(setsid -> command.add(setsid.toString()));
        command.add(installation.java().toString());
        command.add("-Xmx" + heap + "m");
        command.addAll(COMMON);
        if (installation.brief()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(program);
        return command;
    }

    /// The same for a packaged Quarkus service.
    List<String> service(Installation installation, Path jar) {
        return command(installation, List.of("-Dquarkus.profile=local", "-jar", jar.toString()));
    }

    /// Writes a child's configuration file.
    static Path configure(Path home, String yaml) throws Failure {
        Path config = home.resolve("config.yaml");
        try {
            Files.writeString(config, yaml);
        } catch (IOException e) {
            throw new Failure("%s cannot be written (%s)".formatted(config, e));
        }
        return config;
    }

    /// A path between double quotes in YAML.
    static String escaped(Path path) {
        return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
