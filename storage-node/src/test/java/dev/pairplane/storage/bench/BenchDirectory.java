package dev.pairplane.storage.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A directory under `target`, so that benchmarks run on the disk that the repository is on.
record BenchDirectory(Path path) {
    static final BenchDirectory NONE = new BenchDirectory(Path.of("target"));

    static BenchDirectory create() throws IOException {
        Files.createDirectories(NONE.path);
        return new BenchDirectory(Files.createTempDirectory(NONE.path, "bench"));
    }

    void remove() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.delete(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }
}
