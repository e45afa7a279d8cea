package dev.pairplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a JVM works out about the classes of a packaged service, kept for the many short lives that
/// tests give it: a start then takes about two thirds of the time.
///
/// It is made once, by a life that is there for nothing else. JVMs that make or renew it as they go
/// would be slow to stop, and find each other's half-written files.
public final class ClassArchive {
    private static final Map<Path, List<String>> MADE = new HashMap<>();

    private ClassArchive() {}

    /// Starts the service on state of its own, waits until it is ready, and stops it in order.
    public interface Training {
        /// Lives that life.
        ///
        /// @param options for the JVM, besides those that all lives have
        /// @param scratch an empty folder
        void run(List<String> options, Path scratch) throws IOException;
    }

    /// Options of the JVM that use the archive, which is made first where it is missing.
    ///
    /// @param jar the service's
    /// @param folder where the archive is kept
    public static synchronized List<String> of(Path jar, Path folder, Training training) {
        return MADE.computeIfAbsent(jar.toAbsolutePath(), _ -> make(jar, folder, training));
    }

    private static List<String> make(Path jar, Path folder, Training training) {
        try {
            long version = Files.getLastModifiedTime(jar).toMillis();
            Path archive = folder.toAbsolutePath().resolve("classes-" + version + ".jsa");
            if (!Files.exists(archive)) {
                Path scratch = Files.createTempDirectory("training");
                Path fresh = scratch.resolve("classes.jsa");
                training.run(
                        List.of("-XX:ArchiveClassesAtExit=" + fresh, "-Xlog:disable"),
                        Files.createDirectory(scratch.resolve("state")));
                Files.move(fresh, archive, StandardCopyOption.REPLACE_EXISTING);
            }
            return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:disable");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
