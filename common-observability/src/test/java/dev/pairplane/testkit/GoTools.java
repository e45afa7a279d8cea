package dev.pairplane.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where `make tools` puts the programs that it builds: the folder that the environment variable
/// `PAIRPLANE_TOOLS` names, else `.pairplane/tools` in the repository.
final class GoTools {

    private GoTools() {}

    static Path folder() {
        var named = System.getenv("PAIRPLANE_TOOLS");
        return named != null && !named.isBlank()
                ? Path.of(named).toAbsolutePath()
                : RunCommand.repository(Path.of("").toAbsolutePath()).resolve(".pairplane/tools");
    }

    static Path of(String name) {
        return folder().resolve(name);
    }

    /// Why a test that needs these cannot run here, and how to change that; empty when it can.
    static Optional<String> missing(String... names) {
        for (var name : names) {
            if (!Files.isReadable(of(name))) {
                return Optional.of(of(name) + " is not there; run `make tools` (needs Go)");
            }
        }
        return Optional.empty();
    }
}
