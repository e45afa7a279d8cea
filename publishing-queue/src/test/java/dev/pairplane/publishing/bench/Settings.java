package dev.pairplane.publishing.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What is measured, as the command line says.
///
/// @param rate submissions a second
/// @param targets of each submission
/// @param workers attempts at once
/// @param time for which it is measured
/// @param warmUp for which the same load runs before
/// @param profile where a recording of the service's JVM goes
/// @param write where the report goes, besides standard output
record Settings(
        int rate,
        int targets,
        int workers,
        Duration time,
        Duration warmUp,
        Optional<Path> profile,
        Optional<Path> write) {
    private static final String USAGE =
            """
            usage: [--rate 500] [--targets 4] [--workers 64] [--seconds 60] [--warm-up 20] \
            [--profile FILE.jfr] [--write FILE]\
            """;

    /// Reads a command line.
    static Settings of(String... arguments) {
        int rate = 500;
        int targets = 4;
        int workers = 64;
        long seconds = 60;
        long warmUp = 20;
        Optional<Path> profile = Optional.empty();
        Optional<Path> write = Optional.empty();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--rate" -> rate = Integer.parseInt(value);
                case "--targets" -> targets = Integer.parseInt(value);
                case "--workers" -> workers = Integer.parseInt(value);
                case "--seconds" -> seconds = Long.parseLong(value);
                case "--warm-up" -> warmUp = Long.parseLong(value);
                case "--profile" -> profile = Optional.of(Path.of(value));
                case "--write" -> write = Optional.of(Path.of(value));
                default -> throw new IllegalArgumentException(arguments[i] + "?\n" + USAGE);
            }
        }
        if (arguments.length % 2 != 0) {
            throw new IllegalArgumentException("a value is missing\n" + USAGE);
        }
        return new Settings(
                rate,
                targets,
                workers,
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(warmUp),
                profile,
                write);
    }

    /// How many submissions are measured.
    int count() {
        return Math.toIntExact(rate * time.toSeconds());
    }
}
