package dev.pairplane.storage.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/// Runs benchmarks with JMH's own command line, and prints each rate beside that of the raw force.
public final class Benchmarks {
    private static final String YARDSTICK = ".ForceBenchmark.force";

    private Benchmarks() {}

    /// Runs what the arguments select.
    ///
    /// @param args JMH's; a pattern that leaves out the yardstick prints no ratios
    public static void main(String... args) throws RunnerException, CommandLineOptionException {
        Collection<RunResult> results = new Runner(new CommandLineOptions(args)).run();
        List<String> lines = new ArrayList<>();
        double yardstick =
                results.stream()
                        .filter(result -> result.getParams().getBenchmark().endsWith(YARDSTICK))
                        .mapToDouble(result -> result.getPrimaryResult().getScore())
                        .findFirst()
                        .orElse(Double.NaN);
        for (RunResult result : results) {
            double score = result.getPrimaryResult().getScore();
            String name = result.getParams().getBenchmark();
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%-40s %-24s %12.0f /s  %8.2f x raw force",
                            name.substring(name.lastIndexOf("bench.") + 6),
                            parameters(result),
                            score,
                            score / yardstick));
        }
        System.out.println();
        lines.forEach(System.out::println);
    }

    private static String parameters(RunResult result) {
        List<String> texts = new ArrayList<>();
        for (String key : result.getParams().getParamsKeys()) {
            texts.add(key + "=" + result.getParams().getParam(key));
        }
        return String.join(" ", texts);
    }
}
