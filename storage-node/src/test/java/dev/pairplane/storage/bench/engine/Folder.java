package dev.pairplane.storage.bench.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Whole folders.
final class Folder {
    private Folder() {}

    /// Removes a folder, if it is there, and all in it.
    static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path path : paths(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /// Copies a folder to a place where none is.
    static void copy(Path folder, Path target) throws IOException {
        for (Path path : paths(folder)) {
            Files.copy(path, target.resolve(folder.relativize(path)));
        }
    }

    /// Bytes of the files with these names.
    static long bytes(Path folder, Predicate<String> names) throws IOException {
        long bytes = 0;
        for (Path path : paths(folder)) {
            if (Files.isRegularFile(path) && names.test(path.getFileName().toString())) {
                bytes += size(path);
            }
        }
        return bytes;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static List<Path> paths(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.toList();
        }
    }
}
