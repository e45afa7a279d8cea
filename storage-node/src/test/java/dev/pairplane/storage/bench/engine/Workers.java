package dev.pairplane.storage.bench.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts JVMs for tasks, one at a time, each with the same options.
final class Workers {
    /// What the page says of them.
    static final String HEAP = "-Xmx1g";

    /// The whole log is in a memtable while it is made.
    private static final String LOG_HEAP = "-Xmx4g";

    private static final int LINES_TOLD = 30;

    private final Optional<Path> profile;
    private int started;

    Workers(Optional<Path> profile) {
        this.profile = profile;
    }

    /// Does a task in a JVM of its own.
    ///
    /// @param environment what is added to this process's
    /// @throws IOException when it fails, with the end of what it said
    Results run(Task task, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path log = task.results().resolveSibling("worker.log");
        Files.deleteIfExists(task.results());
        var builder = new ProcessBuilder(command(task));
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        int code;
        try {
            code = process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        if (code != 0) {
            List<String> said = Files.readAllLines(log);
            throw new IOException(
                    "%s ended with %d:%n%s"
                            .formatted(
                                    task.text(),
                                    code,
                                    String.join(
                                            "\n",
                                            said.subList(
                                                    Math.max(0, said.size() - LINES_TOLD),
                                                    said.size()))));
        }
        return Results.read(task.results());
    }

    private List<String> command(Task task) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(task.job() == Job.LOG ? LOG_HEAP : HEAP);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        // Native code is unpacked there, and not removed by who is killed.
        command.add("-Djava.io.tmpdir=" + task.results().getParent());
        profile.ifPresent(folder -> command.add(recording(task, folder)));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Worker.class.getName());
        command.addAll(task.arguments());
        return command;
    }

    private String recording(Task task, Path folder) {
        started++;
        return "-XX:StartFlightRecording=settings=profile,filename="
                + folder.resolve(
                        "%s-%d-%s-%d.jfr"
                                .formatted(
                                        task.job().text(),
                                        task.valueBytes(),
                                        task.side().name(),
                                        started));
    }
}
