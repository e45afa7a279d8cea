package dev.pairplane.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The contract in a scrape, as a text to be committed: families with type and help, labels with
/// their closed values, buckets; no numbers and nothing that differs from one machine to another.
///
/// ```java
/// GoldenFiles.check(
///         Path.of("src/test/resources/golden/metrics.txt"),
///         new GoldenScrape(List.of("pairdb_"), Set.of("version")).of(scrape));
/// ```
///
/// @param prefixes only families whose names start so; empty for all
/// @param open labels whose values are not part of the contract
public record GoldenScrape(List<String> prefixes, Set<String> open) {

    public GoldenScrape {
        prefixes = List.copyOf(prefixes);
        open = Set.copyOf(open);
    }

    /// The text, families in order of name, ending with a line end.
    public String of(ScrapeFile scrape) {
        return scrape.families().stream()
                .filter(f -> prefixes.isEmpty() || prefixes.stream().anyMatch(f.name()::startsWith))
                .sorted(Comparator.comparing(ScrapeFile.Family::name))
                .map(this::family)
                .collect(Collectors.joining("\n"));
    }

    private String family(ScrapeFile.Family family) {
        var lines = new ArrayList<String>();
        lines.add(family.name() + " " + family.type());
        lines.add("  " + family.help());
        // A series without labels beside one with labels is a mistake that has to show.
        var shapes = new TreeSet<String>();
        family.samples().forEach(s -> shapes.add(labels(s)));
        if (shapes.size() > 1) {
            shapes.forEach(shape -> lines.add("  labels: " + shape));
        }
        for (String label : family.labels()) {
            lines.add(
                    "  "
                            + label
                            + ": "
                            + (open.contains(label)
                                    ? "(open)"
                                    : String.join(", ", family.values(label))));
        }
        if (!family.buckets().isEmpty()) {
            lines.add(
                    "  buckets: "
                            + family.buckets().stream()
                                    .map(b -> b.isInfinite() ? "+Inf" : b.toString())
                                    .collect(Collectors.joining(" ")));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String labels(ScrapeFile.Sample sample) {
        var names = new TreeSet<>(sample.labels().keySet());
        names.removeAll(Set.of("le", "quantile"));
        return names.isEmpty() ? "(none)" : String.join(", ", names);
    }
}
