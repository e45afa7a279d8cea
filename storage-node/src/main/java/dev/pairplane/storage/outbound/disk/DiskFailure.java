package dev.pairplane.storage.outbound.disk;

import dev.pairplane.storage.core.file.DiskFullException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Tells a full disk from other failures.
///
/// The JDK passes on the system's message and no error number. In a locale that translates such
/// messages a full disk is not recognised and counts as a broken one, which is the safe side.
final class DiskFailure {
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded");

    private DiskFailure() {}

    /// The exception to throw instead: itself, or what the port has for it.
    static IOException of(Path path, IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return FULL.stream().anyMatch(message::contains)
                ? new DiskFullException(path.toString(), failure)
                : failure;
    }

    /// Runs a call with its failures translated, and with the thread's interrupt put off until it
    /// is over: a `FileChannel` met by an interrupted thread closes itself before it does anything.
    static <T> T translated(Path path, Call<T> call) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return call.run();
        } catch (IOException e) {
            throw of(path, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// A call on the file system.
    interface Call<T> {
        T run() throws IOException;
    }
}
