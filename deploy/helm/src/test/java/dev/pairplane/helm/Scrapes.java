package dev.pairplane.helm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the services export, from the golden scrapes of their modules; and which values their
/// labels can have, from the references that are generated of their code.
///
/// A rule or panel that names anything else says nothing, for ever, and nobody notices.
final class Scrapes {
    /// Labels that come from whoever scrapes.
    static final Set<String> OF_TARGETS = Set.of("cluster", "job", "instance", "namespace", "pod");

    private static final Map<String, String> REFERENCES =
            Map.of(
                    "storage-node", "metrics.md",
                    "publishing-queue", "publishing-metrics.md",
                    "difftracker", "difftracker-metrics.md");
    private static final List<String> PARTS = List.of("_bucket", "_sum", "_count");
    private static final Pattern FAMILY = Pattern.compile("([a-z0-9_]+) (\\w+)");
    private static final Pattern LABEL = Pattern.compile("  ([a-z_]+): .*");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| [a-z]+ \\|[^|]*\\|([^|]*)\\|");
    private static final Pattern VALUES = Pattern.compile("`([a-z_]+)` = (.+)");

    /// Read once for a JVM.
    private static final Map<String, Scrapes> READ = new ConcurrentHashMap<>();

    private final Map<String, Family> families;

    /// A metric.
    ///
    /// @param labels its own, with those that all series of its service carry
    /// @param values of those labels whose values are a closed list
    private record Family(
            String name, String type, Set<String> labels, Map<String, Set<String>> values) {}

    private Scrapes(Map<String, Family> families) {
        this.families = families;
    }

    /// What one service exports.
    static Scrapes of(String service) {
        return READ.computeIfAbsent(service, Scrapes::read);
    }

    private static Scrapes read(String service) {
        Map<String, Family> families = new TreeMap<>();
        Path golden = Path.of("../..", service, "src/test/resources/golden/metrics.txt");
        Map<String, Map<String, Set<String>>> values = values(service);
        for (String block : Chart.read(golden).split("\n\n", -1)) {
            List<String> lines = block.lines().toList();
            var head = FAMILY.matcher(lines.getFirst());
            if (!head.matches()) {
                throw new AssertionError(golden + ": no metric is called " + lines.getFirst());
            }
            Set<String> labels = new TreeSet<>();
            // The first is the help.
            for (String line : lines.subList(2, lines.size())) {
                var label = LABEL.matcher(line);
                if (label.matches() && !Set.of("buckets", "labels").contains(label.group(1))) {
                    labels.add(label.group(1));
                }
            }
            String name = head.group(1);
            families.put(
                    name,
                    new Family(name, head.group(2), labels, values.getOrDefault(name, Map.of())));
        }
        return new Scrapes(families);
    }

    /// What all services export.
    static Scrapes ofAll() {
        Map<String, Family> families = new TreeMap<>();
        Chart.SERVICES.forEach(service -> families.putAll(of(service).families));
        return new Scrapes(families);
    }

    private static Map<String, Map<String, Set<String>>> values(String service) {
        String page =
                Chart.read(Path.of("../../docs/reference", REFERENCES.getOrDefault(service, "")));
        Map<String, Map<String, Set<String>>> values = new HashMap<>();
        ROW.matcher(page)
                .results()
                .forEach(row -> {
                    Map<String, Set<String>> closed = new TreeMap<>();
                    for (String label : row.group(2).split(";", -1)) {
                        var list = VALUES.matcher(label.strip());
                        if (list.matches()) {
                            closed.put(list.group(1), Set.of(list.group(2).split(", ", -1)));
                        }
                    }
                    values.put(row.group(1), closed);
                });
        return values;
    }

    /// Whether there is such a metric, or histogram with such a part.
    boolean exports(String series) {
        return family(series).isPresent();
    }

    /// The metric that a series belongs to when it is one that only grows, such as the histogram of
    /// a bucket.
    Optional<String> counter(String series) {
        return family(series).filter(family -> !family.type().equals("gauge")).map(Family::name);
    }

    private Optional<Family> family(String series) {
        Family exact = families.get(series);
        if (exact != null) {
            return Optional.of(exact);
        }
        return PARTS.stream()
                .filter(series::endsWith)
                .map(part -> series.substring(0, series.length() - part.length()))
                .flatMap(name -> Stream.ofNullable(families.get(name)))
                .filter(family -> family.type().equals("histogram"))
                .findFirst();
    }

    /// What an expression asks for and nobody exports, each as a sentence.
    ///
    /// @param recorded names and labels of series that recording rules make
    List<String> missing(PromQl expression, Map<String, Set<String>> recorded) {
        List<String> missing = new ArrayList<>();
        Set<String> all = new TreeSet<>();
        for (PromQl.Selector selector : expression.selectors()) {
            Set<String> labels = labels(selector.series(), recorded, missing);
            all.addAll(labels);
            for (PromQl.Condition condition : selector.conditions()) {
                if (!labels.contains(condition.label())) {
                    missing.add(selector.series() + " has no label " + condition.label());
                } else {
                    values(selector.series(), condition, missing);
                }
            }
        }
        expression.groupings().stream()
                .filter(label -> !all.contains(label))
                .forEach(label -> missing.add("no series has the label " + label));
        return missing;
    }

    private Set<String> labels(
            String series, Map<String, Set<String>> recorded, List<String> missing) {
        Set<String> labels = new TreeSet<>(recorded.getOrDefault(series, OF_TARGETS));
        if (!series.equals("up") && !recorded.containsKey(series)) {
            family(series)
                    .ifPresentOrElse(
                            family -> labels.addAll(family.labels()),
                            () -> missing.add("nobody exports " + series));
            if (series.endsWith("_bucket")) {
                labels.add("le");
            }
        }
        return labels;
    }

    /// Each alternative of a condition has to meet a value, where these are a closed list.
    private void values(String series, PromQl.Condition condition, List<String> missing) {
        Set<String> closed =
                family(series)
                        .map(family -> family.values().getOrDefault(condition.label(), Set.of()))
                        .orElse(Set.of());
        boolean pattern = condition.operator().endsWith("~");
        List<String> wanted =
                pattern ? List.of(condition.value().split("\\|", -1)) : List.of(condition.value());
        // Variables of boards stand for whatever is chosen.
        for (String value : wanted.stream().filter(v -> !v.startsWith("$")).toList()) {
            boolean met =
                    closed.isEmpty()
                            || closed.stream()
                                    .anyMatch(v -> pattern ? v.matches(value) : v.equals(value));
            if (!met) {
                missing.add(
                        "%s never has %s=\"%s\", only %s"
                                .formatted(
                                        series, condition.label(), value, new TreeSet<>(closed)));
            }
        }
    }
}
