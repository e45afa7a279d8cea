package dev.pairplane.storage.bench.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What Linux says of this process.
final class Proc {
    private Proc() {}

    /// Bytes that it has had written to disks so far.
    static long written() throws IOException {
        return number("io", "write_bytes:");
    }

    /// Its largest resident set so far, in bytes.
    static long peakResident() throws IOException {
        return number("status", "VmHWM:") << 10;
    }

    private static long number(String file, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/self", file)).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no " + name + " in " + file));
    }
}
