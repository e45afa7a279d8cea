package dev.pairplane.storage.outbound.disk;

import dev.pairplane.storage.core.file.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/// A second process: takes the lock of a data directory, says how that went in one line, and holds
/// it until its input ends.
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream answer = System.out;
        InputStream input = System.in;
        Directory root = Disk.open(Path.of(arguments[0]));
        try (Directory.Lock lock = root.lock("LOCK", arguments[1])) {
            answer.println("took " + (lock == null ? "nothing" : "it"));
            input.transferTo(OutputStream.nullOutputStream());
        } catch (Directory.AlreadyLockedException e) {
            answer.println(e.getMessage());
        }
    }
}
