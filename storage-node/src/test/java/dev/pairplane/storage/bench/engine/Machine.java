package dev.pairplane.storage.bench.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What figures depend on besides the code.
final class Machine {
    private static final double GIB = 1L << 30;

    private Machine() {}

    /// A line of text, without anything that names the machine.
    static String text(Path folder) throws IOException {
        return "%d processors (%s%s), %.0f GiB of memory, file system %s; Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.arch"),
                        model(),
                        memory() / GIB,
                        Files.getFileStore(folder).type(),
                        Runtime.version().feature());
    }

    private static String model() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> ", " + line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static double memory() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
