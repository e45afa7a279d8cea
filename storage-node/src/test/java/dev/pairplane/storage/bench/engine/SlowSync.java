package dev.pairplane.storage.bench.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Slows down each sync of a process, in Java and in native code alike, by a library that is loaded
/// before all others.
///
/// @param library built for this machine
record SlowSync(Path library) {
    private static final String SOURCE = "/bench/slow-sync.c";
    private static final String NANOS = "1000000";

    /// Builds the library; empty where there is no C compiler.
    static Optional<SlowSync> build(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("slow-sync.c");
        Path library = folder.resolve("slow-sync.so").toAbsolutePath();
        try (InputStream text = SlowSync.class.getResourceAsStream(SOURCE)) {
            if (text == null) {
                throw new IOException(SOURCE + " is missing");
            }
            Files.copy(text, source);
        }
        List<String> command =
                List.of(
                        "cc",
                        "-O2",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library.toString(),
                        source.toString());
        try {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            return code == 0 ? Optional.of(new SlowSync(library)) : Optional.empty();
        } catch (IOException e) {
            // No such program.
            return Optional.empty();
        }
    }

    /// What a process needs in its environment.
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "SLOW_SYNC_NANOS", NANOS);
    }
}
