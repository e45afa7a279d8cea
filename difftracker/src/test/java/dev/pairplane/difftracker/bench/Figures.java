package dev.pairplane.difftracker.bench;

import dev.pairplane.testkit.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What one run showed.
///
/// @param applied how long making the objects took
/// @param synced from the first object until Azure was as wanted and every status published
/// @param calls requests to Azure until then, by method and path
/// @param publications requests to the API server that wrote a status or a finalizer
/// @param resident the controller's largest resident set, in bytes
/// @param cpu what the controller used of the processors until then
/// @param restart from the start of a new process, with all in place, until it is ready
/// @param restartWrites what that one wrote to Azure
record Figures(
        Settings.Run run,
        Duration applied,
        Duration synced,
        Map<String, Long> calls,
        long publications,
        long resident,
        Duration cpu,
        Duration restart,
        long restartWrites) {

    private static final String BATCH = "updateaddresslocations";

    /// The largest resident set of a process so far, in bytes.
    static long resident(ServiceProcess process) {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a process has used of the processors so far.
    static Duration cpu(ServiceProcess process) {
        return ProcessHandle.of(process.pid())
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /// Requests that updated addresses.
    long batches() {
        return calls.entrySet().stream()
                .filter(call -> call.getKey().toLowerCase(java.util.Locale.ROOT).endsWith(BATCH))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    long allCalls() {
        return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    static String seconds(Duration time) {
        return String.format(java.util.Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
    }
}
