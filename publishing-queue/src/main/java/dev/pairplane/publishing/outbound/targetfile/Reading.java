package dev.pairplane.publishing.outbound.targetfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was in the files at one moment, byte for byte. Contents are compared rather than times and
/// sizes: a file may change and keep both, and what a link leads to may be swapped.
///
/// @param files by name, in the order in which they count; a file that is too large has one byte
///   more than allowed
record Reading(SortedMap<String, byte[]> files) {

    private static final String KINDS = "*.{yaml,yml,json}";

    /// Reads all of it.
    ///
    /// @throws IOException when not all of it can be read now, as in the middle of a swap
    static Reading of(TargetFileSettings settings) throws IOException {
        var files = new TreeMap<String, byte[]>();
        Path path = settings.path();
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(path, KINDS)) {
                for (Path file : found) {
                    String name = String.valueOf(file.getFileName());
                    if (!name.startsWith(".") && !Files.isDirectory(file)) {
                        files.put(name, content(file, settings.maxFileBytes()));
                        if (files.size() > settings.maxFiles()) {
                            throw new IOException(
                                    path + " has more than " + settings.maxFiles() + " files");
                        }
                    }
                }
            }
        } else {
            files.put(String.valueOf(path.getFileName()), content(path, settings.maxFileBytes()));
        }
        return new Reading(files);
    }

    private static byte[] content(Path file, int limit) throws IOException {
        if (!Files.isRegularFile(file)) {
            // A pipe would keep the reader for ever.
            throw new IOException(file + " is no regular file, or its link leads nowhere");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(limit + 1);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Reading(SortedMap<String, byte[]> others)
                && files.keySet().equals(others.keySet())
                && files.entrySet().stream()
                        .allMatch(
                                file -> Arrays.equals(file.getValue(), others.get(file.getKey())));
    }

    @Override
    public int hashCode() {
        return files.keySet().hashCode();
    }

    @Override
    public String toString() {
        return "files " + files.keySet();
    }
}
