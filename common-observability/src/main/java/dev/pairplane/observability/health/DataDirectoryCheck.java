package dev.pairplane.observability.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// Whether a file can still be made and removed in a directory; critical when not.
public final class DataDirectoryCheck implements HealthCheck {
    private final Path directory;
    private final AtomicLong number = new AtomicLong();

    /// Checks this directory; it need not exist yet.
    public DataDirectoryCheck(Path directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return "data_dir_accessible";
    }

    @Override
    public CheckResult check() {
        if (!Files.isDirectory(directory)) {
            return CheckResult.critical(
                    "data_dir_inaccessible", directory + " is not there or not a directory");
        }
        Path file = directory.resolve(".health_check_" + number.incrementAndGet());
        try {
            Files.deleteIfExists(file); // Left by a process that was killed between the two steps.
            Files.createFile(file);
            Files.delete(file);
        } catch (IOException e) {
            return CheckResult.critical(
                    "data_dir_inaccessible", "cannot make and remove " + file + ": " + e);
        }
        return CheckResult.ok("made and removed a file in " + directory);
    }
}
