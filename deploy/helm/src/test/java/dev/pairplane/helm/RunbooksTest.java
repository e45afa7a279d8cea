package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.helm.RuleFiles.Rule;
import dev.pairplane.testkit.GoldenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The pages that alerts lead to.
class RunbooksTest {
    private static final Path FOLDER = Path.of("../../docs/runbooks");
    private static final Path INDEX = FOLDER.resolve("README.md");
    private static final String MARK =
            "<!-- Generated from the files of alerts from here on; do not edit. -->\n";
    private static final List<String> HEADINGS =
            List.of("## Meaning", "## Impact", "## Diagnosis", "## Mitigation");
    private static final Pattern METRIC =
            Pattern.compile(
                    "\\b(?:pairdb|alert_history_publishing|difftracker_engine|webhook|api_http)_[a-z0-9_]+\\b");

    /// A line of PromQL: it begins as those do that ask for a number.
    private static final Pattern QUERY =
            Pattern.compile(
                    "(?m)^ {4}((?:sum|max|min|count|topk|deriv|increase|time|histogram_quantile)\\b"
                            + " ?(?:by )?\\(.*)$");

    /// A key of a service's own configuration: at least one dot, and no capital, which values of
    /// the chart have.
    private static final Pattern KEY =
            Pattern.compile(
                    "`((?:server|storage|commit_log|mem_table|sstable|compaction|conflict|database|targets"
                        + "|queue|retry|breaker|journal|difftracker\\.(?:azure|locations|operations))\\.[a-z_.]+)`");

    private static final Pattern JVM = Pattern.compile("\\b(process_cpu|jvm)_[a-z_]+");
    private static final String JVM_IMAGES = "in the jvm images";

    static List<Rule> alerts() {
        return RuleFiles.alerts();
    }

    static List<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> pages =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.equals("README.md"))
                            .sorted()
                            .toList();
            if (pages.isEmpty()) {
                throw new AssertionError(FOLDER + " has no page");
            }
            return pages;
        }
    }

    private static String title(String page) {
        return Chart.read(FOLDER.resolve(page)).lines().findFirst().orElse("");
    }

    /// Invariant 45: the page is there, and says at its top that it is the alert's.
    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertHasAPage(Rule alert) {
        assertThat(FOLDER.resolve(alert.page())).isRegularFile();
        assertThat(List.of(title(alert.page()).substring(2).split(", ", -1)))
                .contains(alert.name());
    }

    /// Invariant 45: a page is named after its first alert, and of no alert that is not there.
    @ParameterizedTest
    @MethodSource("pages")
    void everyPageIsOfAlerts(String page) {
        Set<String> own =
                RuleFiles.alerts().stream()
                        .filter(alert -> alert.page().equals(page))
                        .map(Rule::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        List<String> title = List.of(title(page).substring(2).split(", ", -1));

        assertThat(own).isNotEmpty();
        assertThat(title).containsExactlyInAnyOrderElementsOf(own);
        assertThat(page).isEqualTo(title.getFirst() + ".md");
    }

    /// Invariant 45: the four headings, in this order and with something below each.
    @ParameterizedTest
    @MethodSource("pages")
    void everyPageHasTheFourHeadings(String page) {
        String text = Chart.read(FOLDER.resolve(page));

        assertThat(text.lines().filter(line -> line.startsWith("## ")))
                .containsExactlyElementsOf(HEADINGS);
        assertThat(text.split("(?m)^## .*$", -1))
                .hasSize(HEADINGS.size() + 1)
                .allSatisfy(part -> assertThat(part).isNotBlank());
        assertThat(text.substring(text.indexOf("## Mitigation")))
                .as("how to silence or change it")
                .contains("(README.md#silence-and-change)");
    }

    /// Whoever is woken copies these lines.
    @ParameterizedTest
    @MethodSource("pages")
    void metricsAndQueriesOnAPageAreRealOnes(String page) {
        String text = Chart.read(FOLDER.resolve(page));
        Scrapes scrapes = Scrapes.ofAll();
        List<String> problems = new ArrayList<>();
        METRIC.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(metric -> !scrapes.exports(metric))
                .forEach(metric -> problems.add("nobody exports " + metric));
        QUERY.matcher(text)
                .results()
                .map(query -> PromQl.of(query.group(1)))
                .filter(query -> query.selectors().stream().allMatch(s -> ours(s.series())))
                .forEach(query -> problems.addAll(scrapes.missing(query, Map.of())));

        assertThat(problems).isEmpty();
    }

    /// What is left are the JVM's, which no golden scrape holds.
    private static boolean ours(String series) {
        return METRIC.matcher(series).matches();
    }

    /// A key that no service knows would be refused, or change nothing.
    @ParameterizedTest
    @MethodSource("pages")
    void keysOfTheConfigurationAreRealOnes(String page) {
        String references =
                Stream.of("config.md", "publishing-config.md", "difftracker-config.md")
                        .map(name -> Chart.read(Path.of("../../docs/reference", name)))
                        .collect(Collectors.joining());

        assertThat(KEY.matcher(Chart.read(FOLDER.resolve(page))).results())
                .allSatisfy(key -> assertThat(references).contains("| `" + key.group(1) + "` |"));
    }

    /// The default flavour is native, and of its images nobody has seen the JVM's own metrics yet.
    @ParameterizedTest
    @MethodSource("pages")
    void metricsOfTheJvmAreSaidToBeOfItsImages(String page) {
        String text = Chart.read(FOLDER.resolve(page));

        assertThat(!JVM.matcher(text).find() || text.toLowerCase(Locale.ROOT).contains(JVM_IMAGES))
                .isTrue();
        assertThat(RuleFiles.alerts())
                .extracting(alert -> alert.annotations().getOrDefault("description", ""))
                .noneMatch(said ->
                        JVM.matcher(said).find()
                                && !said.toLowerCase(Locale.ROOT).contains(JVM_IMAGES));
    }

    /// Values of an older chart, used again, lack what a newer one needs.
    @ParameterizedTest
    @MethodSource("pages")
    void anUpgradeBeginsWithTheChartsOwnValues(String page) {
        assertThat(Chart.read(FOLDER.resolve(page))).doesNotContain(" --reuse-values");
    }

    /// So that the tests above look at something.
    @Test
    void pagesHoldQueriesMetricsAndKeys() throws IOException {
        String all =
                pages().stream()
                        .map(page -> Chart.read(FOLDER.resolve(page)))
                        .collect(Collectors.joining());

        assertThat(QUERY.matcher(all).results()).hasSizeGreaterThan(50);
        assertThat(METRIC.matcher(all).results()).hasSizeGreaterThan(50);
        assertThat(KEY.matcher(all).results()).hasSizeGreaterThan(20);
    }

    /// The index names every alert, and is made of the files.
    @Test
    void theIndexIsMadeOfTheFiles() {
        String index = Chart.read(INDEX);
        int at = index.indexOf(MARK);
        assertThat(at).as("the mark is in the index").isPositive();
        StringBuilder tables = new StringBuilder();
        for (String service : Chart.SERVICES) {
            tables.append("\n### ").append(service).append("\n\n");
            tables.append("| alert | severity | after | says |\n|---|---|---|---|\n");
            RuleFiles.alerts(service).stream()
                    .map(RunbooksTest::row)
                    .sorted()
                    .forEach(tables::append);
        }

        GoldenFiles.check(INDEX, index.substring(0, at) + MARK + tables);
    }

    private static String row(Rule alert) {
        String wait = alert.tree().path("for").asText();
        return "| [%s](%s) | %s | %s | %s |\n"
                .formatted(
                        alert.name(),
                        alert.page(),
                        alert.severity(),
                        wait.isEmpty() ? "at once" : wait,
                        alert.annotations()
                                .getOrDefault("summary", "")
                                .replaceAll("\\{\\{ \\$labels\\.(\\w+) }}", "*$1*"));
    }
}
