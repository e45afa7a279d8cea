package dev.pairplane.storage.bench.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs the jobs on both sides in turn, and writes down what came of it.
public final class StorageBenchmark {
    private final Settings settings;
    private final Path folder;
    private final Workers workers;
    private final Map<Side, Map<Line, List<Figure>>> figures = new EnumMap<>(Side.class);
    private final long begin = System.nanoTime();

    private StorageBenchmark(Settings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
        this.workers = new Workers(settings.profile());
    }

    /// See [Settings] for the command line. Ends with 2 when that is wrong.
    public static void main(String... arguments) throws Exception {
        Settings settings;
        try {
            settings = Settings.of(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        // On the disk that the repository is on.
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        Path folder = Files.createTempDirectory(target, "bench-storage");
        try {
            new StorageBenchmark(settings, folder).run();
        } finally {
            Folder.remove(folder);
        }
    }

    private void run() throws IOException, InterruptedException {
        if (settings.profile().isPresent()) {
            Files.createDirectories(settings.profile().orElseThrow());
        }
        say("scale %s, %d of each".formatted(settings.sizes().scale(), settings.runs()));
        for (Settings.Group group : settings.groups()) {
            switch (group) {
                case FILL -> {
                    repeat(Job.FILL, Sizes.SMALL);
                    repeat(Job.FILL, Sizes.LARGE);
                }
                case SYNCED -> synced();
                case READ -> {
                    loaded(Job.LOAD, Job.READ, Sizes.SMALL, true);
                    loaded(Job.LOAD, Job.READ, Sizes.LARGE, true);
                }
                case UNCACHED -> loaded(Job.LOAD_UNCACHED, Job.READ_UNCACHED, Sizes.LARGE, false);
                case RECOVERY -> loaded(Job.LOG, Job.RECOVER, Sizes.LARGE, true);
            }
        }
        List<Row> rows = rows();
        System.out.println();
        System.out.println(Page.tables(rows));
        if (settings.write().isPresent()) {
            write(settings.write().orElseThrow(), rows);
        }
        say("done");
    }

    private void write(Path target, List<Row> rows) throws IOException {
        Files.createDirectories(target);
        // What is written down is what a reader can check: ratios of the figures as they stand.
        List<Row> written = Row.parse(Row.format(rows));
        Files.writeString(target.resolve("storage-engine.tsv"), Row.format(written));
        Files.writeString(
                target.resolve("storage-engine.md"),
                Page.text(settings, Machine.text(folder), written));
    }

    private void repeat(Job job, int valueBytes) throws IOException, InterruptedException {
        repeat(job, valueBytes, Map.of());
    }

    private void repeat(Job job, int valueBytes, Map<String, String> environment)
            throws IOException, InterruptedException {
        for (int run = 0; run < settings.runs(); run++) {
            for (Side side : settings.sides()) {
                Path fresh = Files.createDirectories(folder.resolve("run"));
                measure(job, side, valueBytes, fresh, environment);
                Folder.remove(fresh);
            }
        }
    }

    private void synced() throws IOException, InterruptedException {
        repeat(Job.SYNCED, Sizes.SMALL);
        Optional<SlowSync> slow = SlowSync.build(folder);
        if (slow.isPresent()) {
            repeat(Job.SYNCED_SLOWED, Sizes.SMALL, slow.orElseThrow().environment());
        } else {
            say("no C compiler (cc): rows with 1 ms added are left out");
        }
    }

    /// Makes a store for each side, and does the job on it, or on a copy where the job changes it.
    private void loaded(Job load, Job job, int valueBytes, boolean changes)
            throws IOException, InterruptedException {
        for (Side side : settings.sides()) {
            measure(load, side, valueBytes, folder.resolve(side.name()), Map.of());
        }
        for (int run = 0; run < settings.runs(); run++) {
            for (Side side : settings.sides()) {
                Path made = folder.resolve(side.name());
                Path used = changes ? folder.resolve("run") : made;
                if (changes) {
                    Folder.copy(made, used);
                }
                measure(job, side, valueBytes, used, Map.of());
                Folder.remove(folder.resolve("run"));
            }
        }
        for (Side side : settings.sides()) {
            Folder.remove(folder.resolve(side.name()));
        }
    }

    private void measure(
            Job job, Side side, int valueBytes, Path used, Map<String, String> environment)
            throws IOException, InterruptedException {
        var task =
                new Task(job, side, valueBytes, settings.sizes(), used, folder.resolve("results"));
        Results results = workers.run(task, environment);
        say(task.text());
        results.figures().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> {
                    Figure figure = entry.getValue();
                    System.out.printf(
                            "    %-45s %12s %-6s p99 %s µs%n",
                            entry.getKey().text(),
                            Row.number(figure.value()),
                            entry.getKey().unit(),
                            Row.number(figure.p99()));
                    figures.computeIfAbsent(side, _ -> new EnumMap<>(Line.class))
                            .computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                            .add(figure);
                });
    }

    private void say(String what) {
        System.out.printf("%5.0f s  %s%n", (System.nanoTime() - begin) / 1e9, what);
    }

    /// One for each line that both sides were asked for.
    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Line line : Line.values()) {
            List<Figure> ours = of(Side.OURS, line);
            List<Figure> theirs = of(Side.THEIRS, line);
            Figure none = Figure.of(Double.NaN);
            Figure our = ours.isEmpty() ? none : Figure.median(ours);
            Figure their = theirs.isEmpty() ? none : Figure.median(theirs);
            rows.add(new Row(line, our.value(), their.value(), our.p99(), their.p99()));
        }
        return rows;
    }

    private List<Figure> of(Side side, Line line) {
        Map<Line, List<Figure>> all = figures.get(side);
        return all == null ? List.of() : all.getOrDefault(line, List.of());
    }
}
