package dev.pairplane.storage.bench.engine;

import java.nio.file.Path;
import java.util.List;

/// A job for one side, as it is handed to a JVM.
///
/// @param folder empty, or with the store to use
/// @param results the file that the figures go to
record Task(Job job, Side side, int valueBytes, Sizes sizes, Path folder, Path results) {

    /// As arguments.
    List<String> arguments() {
        return List.of(
                job.name(),
                side.name(),
                Integer.toString(valueBytes),
                Double.toString(sizes.scale()),
                folder.toString(),
                results.toString());
    }

    /// From arguments.
    static Task of(String... arguments) {
        return new Task(
                Job.valueOf(arguments[0]),
                Side.valueOf(arguments[1]),
                Integer.parseInt(arguments[2]),
                new Sizes(Double.parseDouble(arguments[3])),
                Path.of(arguments[4]),
                Path.of(arguments[5]));
    }

    String text() {
        return "%s, %s, %d B".formatted(job.text(), side.name(), valueBytes);
    }
}
