package dev.pairplane.difftracker.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is measured, as the command line says.
///
/// @param endpoints of each Service
/// @param write where the report goes, besides standard output
record Settings(int services, int endpoints, int nodes, List<Run> runs, Optional<Path> write) {
    private static final String USAGE =
            """
            usage: [--services 1000] [--endpoints 20] [--nodes 20] [--write FILE] [RUN...]
            A RUN is LATENCY/CONCURRENCY, as in 2s/10; without any: 0s/10 2s/50 2s/10\
            """;

    private static final List<String> RUNS = List.of("0s/10", "2s/50", "2s/10");

    /// @param latency of each call to Azure
    /// @param concurrency how many services the controller works on at once
    record Run(Duration latency, int concurrency) {
        static Run of(String text) {
            String[] parts = text.split("/", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException(text + " is no run\n" + USAGE);
            }
            return new Run(
                    Duration.parse("PT" + parts[0].toUpperCase(java.util.Locale.ROOT)),
                    Integer.parseInt(parts[1]));
        }

        String text() {
            return latency.toMillis() / 1000.0 + " s, " + concurrency + " at once";
        }
    }

    /// Reads a command line.
    static Settings of(String... arguments) {
        int services = 1000;
        int endpoints = 20;
        int nodes = 20;
        List<String> runs = new ArrayList<>();
        Optional<Path> write = Optional.empty();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--services" -> services = Integer.parseInt(arguments[++i]);
                case "--endpoints" -> endpoints = Integer.parseInt(arguments[++i]);
                case "--nodes" -> nodes = Integer.parseInt(arguments[++i]);
                case "--write" -> write = Optional.of(Path.of(arguments[++i]));
                default -> runs.add(arguments[i]);
            }
        }
        List<Run> all = (runs.isEmpty() ? RUNS : runs).stream().map(Run::of).toList();
        return new Settings(services, endpoints, nodes, all, write);
    }
}
