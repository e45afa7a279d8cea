package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.testkit.GoldenFiles;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The chart's README: an opening that is written by hand, and tables made of the comments in the
/// values files. Rewritten with `-Dpairplane.golden.rewrite=true`.
class ReadmeTest {
    private static final Path README = Path.of("pairplane/README.md");
    private static final String MARK =
            "<!-- Generated from the values files from here on; do not edit. -->\n";

    /// A documented key.
    ///
    /// @param depth how many keys it is below
    /// @param comment empty for a key that only holds others
    private record Key(int depth, String path, String comment) {}

    /// Invariant 7, of values and README.
    @Test
    void tablesAreMadeOfTheComments() {
        String readme = Chart.read(README);
        int at = readme.indexOf(MARK);
        assertThat(at).as("the mark is in the README").isPositive();

        GoldenFiles.check(README, readme.substring(0, at) + MARK + tables());
    }

    /// Invariant 7: a key without a comment would be missing in the table.
    @Test
    void everyKeyHasItsComment() {
        for (String chart : List.of("", "storage-node", "publishing-queue", "difftracker")) {
            List<Key> keys = keys(Chart.read(file(chart)));

            assertThat(keys).isNotEmpty();
            assertThat(keys)
                    .filteredOn(key -> key.comment().isEmpty())
                    .allSatisfy(key ->
                            assertThat(keys)
                                    .anySatisfy(below ->
                                            assertThat(below.path()).startsWith(key.path() + ".")));
        }
    }

    /// A values file that nobody can read through helps nobody.
    @Test
    void valuesFilesAreShort() {
        long lines =
                List.of("", "storage-node", "publishing-queue", "difftracker").stream()
                        .mapToLong(chart -> Chart.read(file(chart)).lines().count())
                        .sum();

        assertThat(lines).isLessThan(450);
    }

    private static Path file(String chart) {
        return chart.isEmpty() ? Chart.FOLDER.resolve("values.yaml") : Chart.valuesOf(chart);
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        for (String chart : List.of("", "storage-node", "publishing-queue", "difftracker")) {
            String yaml = Chart.read(file(chart));
            JsonNode values = Yaml.tree(yaml);
            text.append("\n### ").append(chart.isEmpty() ? "All services" : chart).append("\n\n");
            text.append("| value | default | meaning |\n|---|---|---|\n");
            for (Key key : keys(yaml)) {
                if (!key.comment().isEmpty()) {
                    String path = chart.isEmpty() ? key.path() : chart + "." + key.path();
                    JsonNode value = values.at("/" + key.path().replace('.', '/'));
                    text.append(
                            "| `%s` | `%s` | %s |\n"
                                    .formatted(
                                            path,
                                            value,
                                            key.comment().replace("|", "\\|").replace("<", "\\<")));
                }
            }
        }
        return text.toString();
    }

    /// Keys down to those that have a comment; what is below such a one is its value.
    private static List<Key> keys(String yaml) {
        List<Key> keys = new ArrayList<>();
        Deque<String> path = new ArrayDeque<>();
        List<String> comment = new ArrayList<>();
        Optional<Integer> inside = Optional.empty();
        for (String line : yaml.lines().toList()) {
            int indent = line.length() - line.stripLeading().length();
            String text = line.strip();
            if (text.isEmpty()) {
                comment.clear();
            } else if (text.startsWith("#")) {
                comment.add(text.substring(1).strip());
            } else if (inside.isEmpty() || indent <= inside.orElseThrow()) {
                int depth = indent / 2;
                while (path.size() > depth) {
                    path.removeLast();
                }
                path.addLast(text.substring(0, text.indexOf(':')));
                keys.add(new Key(depth, String.join(".", path), String.join(" ", comment)));
                inside = comment.isEmpty() ? Optional.empty() : Optional.of(indent);
                comment.clear();
            }
        }
        return keys;
    }
}
