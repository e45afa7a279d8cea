package dev.pairplane.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/// Programs of this machine that tests use when they are there.
final class Programs {

    private Programs() {}

    /// A program on the `PATH`.
    static Optional<Path> find(String name) {
        return find(Objects.requireNonNullElse(System.getenv("PATH"), ""), name);
    }

    static Optional<Path> find(String path, String name) {
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
