package dev.pairplane.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a metrics endpoint answered, in the Prometheus text format or OpenMetrics, parsed strictly:
/// a line that is neither a comment nor a sample is an error, and so is a family that appears
/// twice. Time stamps and exemplars are read over.
///
/// @param families in the order of the scrape
public record ScrapeFile(List<Family> families) {

    private static final List<String> SUFFIXES =
            List.of("_bucket", "_sum", "_count", "_total", "_created", "_info");

    /// One metric family.
    ///
    /// @param type `counter`, `gauge`, `histogram`, `summary`, `untyped`, ...
    public record Family(String name, String type, String help, List<Sample> samples) {

        /// The names of all labels, without `le` and `quantile`, which belong to the type.
        public Set<String> labels() {
            var names = new TreeSet<String>();
            samples.forEach(s -> names.addAll(s.labels().keySet()));
            if (!type.equals("gauge") && !type.equals("counter")) {
                names.removeAll(Set.of("le", "quantile"));
            }
            return names;
        }

        /// The values that a label has.
        public Set<String> values(String label) {
            return samples.stream()
                    .flatMap(s -> Optional.ofNullable(s.labels().get(label)).stream())
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /// The upper bounds of a histogram's buckets, ascending.
        public List<Double> buckets() {
            return samples.stream()
                    .filter(s -> s.name().endsWith("_bucket"))
                    .flatMap(s -> Optional.ofNullable(s.labels().get("le")).stream())
                    .map(ScrapeFile::number)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /// One line: the series' name as written (with `_bucket`, `_sum`, ...) and its labels.
    public record Sample(String name, Map<String, String> labels, double value) {}

    public ScrapeFile {
        families = List.copyOf(families);
    }

    /// Parses a scrape. Throws [IllegalArgumentException] with the number of the line that is
    /// wrong.
    public static ScrapeFile parse(String text) {
        var families = new LinkedHashMap<String, Open>();
        var number = 0;
        for (String line : text.lines().toList()) {
            number++;
            try {
                line(line.strip(), families);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "line " + number + " of the scrape cannot be read: " + line, e);
            }
        }
        return new ScrapeFile(families.values().stream().map(Open::close).toList());
    }

    /// The family of this name; for a counter with or without `_total`.
    public Optional<Family> family(String name) {
        return families.stream()
                .filter(f ->
                        f.name().equals(name)
                                || (f.type().equals("counter")
                                        && (f.name() + "_total").equals(name)))
                .findFirst();
    }

    /// The sum of all samples of a series that carry at least these labels; empty when none does.
    ///
    /// @param series as written, so `x_count` for the count of a histogram `x`
    public OptionalDouble value(String series, Map<String, String> labels) {
        var values =
                families.stream()
                        .flatMap(f -> f.samples().stream())
                        .filter(s -> s.name().equals(series))
                        .filter(s -> s.labels().entrySet().containsAll(labels.entrySet()))
                        .mapToDouble(Sample::value)
                        .toArray();
        return values.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Arrays.stream(values).sum());
    }

    private static void line(String line, Map<String, Open> families) {
        if (line.isEmpty() || line.equals("# EOF")) {
            return;
        }
        if (line.startsWith("# HELP ") || line.startsWith("# TYPE ")) {
            var parts = line.substring("# HELP ".length()).split(" ", 2);
            var family = families.computeIfAbsent(parts[0], Open::new);
            family.describe(line.startsWith("# TYPE "), parts.length > 1 ? parts[1] : "");
        } else if (!line.startsWith("#")) {
            var sample = sample(line);
            familyOf(sample.name(), families).samples.add(sample);
        }
    }

    private static Open familyOf(String series, Map<String, Open> families) {
        var exact = families.get(series);
        if (exact != null) {
            return exact;
        }
        for (String suffix : SUFFIXES) {
            if (series.endsWith(suffix)) {
                var base = families.get(series.substring(0, series.length() - suffix.length()));
                if (base != null) {
                    return base;
                }
            }
        }
        return families.computeIfAbsent(series, Open::new);
    }

    private static Sample sample(String line) {
        var labels = new TreeMap<String, String>();
        var brace = line.indexOf('{');
        var blank = line.indexOf(' ');
        if (brace < 0 || (blank >= 0 && blank < brace)) {
            return new Sample(line.substring(0, blank), labels, value(line.substring(blank)));
        }
        var at = brace + 1;
        while (line.charAt(at) != '}') {
            var equals = line.indexOf("=\"", at);
            var name = line.substring(at, equals);
            var value = new StringBuilder();
            at = equals + 2;
            for (; line.charAt(at) != '"'; at++) {
                if (line.charAt(at) == '\\') {
                    at++;
                    value.append(line.charAt(at) == 'n' ? '\n' : line.charAt(at));
                } else {
                    value.append(line.charAt(at));
                }
            }
            at++;
            if (labels.put(name, value.toString()) != null) {
                throw new IllegalArgumentException("the label " + name + " is there twice");
            }
            if (line.charAt(at) == ',') {
                at++;
            }
        }
        return new Sample(line.substring(0, brace), labels, value(line.substring(at + 1)));
    }

    private static double value(String rest) {
        return number(rest.strip().split(" ", 2)[0]);
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /// A family while its lines are read.
    private static final class Open {

        private final String name;
        private final List<Sample> samples = new ArrayList<>();
        private String type = "";
        private String help = "";

        Open(String name) {
            this.name = name;
        }

        void describe(boolean isType, String text) {
            if (isType) {
                if (!type.isEmpty()) {
                    throw new IllegalArgumentException(name + " is described twice");
                }
                type = text;
            } else {
                help = text;
            }
        }

        Family close() {
            return new Family(name, type.isEmpty() ? "untyped" : type, help, List.copyOf(samples));
        }
    }
}
