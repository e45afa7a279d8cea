package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.helm.RuleFiles.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The tests of the rules: that there are all that should be. [RuleTestsIT] runs them.
class RuleTestsTest {
    private static final Path FOLDER = Path.of("../monitoring/tests");
    private static final Pattern VALUES =
            Pattern.compile("(-?[0-9.]+)(?:([-+])([0-9.]+))?(?:x([0-9]+))?");

    private static final Map<String, List<Case>> CASES = new ConcurrentHashMap<>();

    /// A test of promtool's: some series, and what comes of them.
    ///
    /// @param tree as in the file
    private record Case(JsonNode tree) {

        String name() {
            return tree.path("name").asText();
        }

        /// What is expected of an alert at some time; one list for each time.
        List<JsonNode> expected(String alert) {
            return Manifest.elements(tree.path("alert_rule_test"))
                    .filter(test -> test.path("alertname").asText().equals(alert))
                    .map(test -> test.path("exp_alerts"))
                    .toList();
        }

        List<JsonNode> series() {
            return Manifest.elements(tree.path("input_series")).toList();
        }
    }

    static List<String> services() {
        return Chart.SERVICES;
    }

    static List<Rule> alerts() {
        return RuleFiles.alerts();
    }

    static Path file(String service) {
        return FOLDER.resolve(service + ".test.yaml");
    }

    private static List<Case> cases(String service) {
        return CASES.computeIfAbsent(service, RuleTestsTest::read);
    }

    private static List<Case> read(String service) {
        return Manifest.elements(Yaml.tree(Chart.read(file(service))).path("tests"))
                .map(Case::new)
                .toList();
    }

    /// Invariant 44: what fires is written down in full, so that a change of a text shows.
    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertHasACaseThatFiresAndOneThatIsSilent(Rule alert) {
        List<JsonNode> expected =
                cases(alert.service()).stream()
                        .flatMap(one -> one.expected(alert.name()).stream())
                        .toList();
        List<JsonNode> fired = expected.stream().flatMap(list -> Manifest.elements(list)).toList();

        assertThat(expected).anyMatch(JsonNode::isEmpty);
        assertThat(fired).isNotEmpty();
        for (JsonNode one : fired) {
            assertThat(Manifest.map(one.path("exp_labels"))).containsAllEntriesOf(alert.labels());
            assertThat(Manifest.map(one.path("exp_annotations")))
                    .containsOnlyKeys(alert.annotations().keySet())
                    .containsEntry("runbook_url", alert.annotations().get("runbook_url"))
                    .allSatisfy((_, text) -> assertThat(text).doesNotContain("{{"));
        }
    }

    /// Invariant 44: a share of nothing is no share.
    @ParameterizedTest
    @MethodSource("alerts")
    void everyRatioIsSilentWithoutTraffic(Rule alert) {
        boolean ratio =
                Stream.of(" / ", "histogram_quantile", ":ratio_rate")
                        .anyMatch(alert.tree().path("expr").asText()::contains);
        List<JsonNode> expected =
                cases(alert.service()).stream()
                        .filter(one ->
                                one.name().equals(alert.name() + " is silent without traffic"))
                        .flatMap(one -> one.expected(alert.name()).stream())
                        .toList();

        if (ratio) {
            assertThat(expected).isNotEmpty().allMatch(JsonNode::isEmpty);
        }
    }

    /// Invariant 44, of recording rules: each is computed, and has no sample without traffic.
    @Test
    void everyRecordedRatioIsComputedAndNotWithoutTraffic() {
        Set<String> computed = new TreeSet<>();
        Set<String> absent = new TreeSet<>();
        for (String service : Chart.SERVICES) {
            for (Case one : cases(service)) {
                Manifest.elements(one.tree().path("promql_expr_test"))
                        .forEach(test -> {
                            var into = test.path("exp_samples").isEmpty() ? absent : computed;
                            PromQl.of(test.path("expr").asText())
                                    .selectors()
                                    .forEach(selector -> into.add(selector.series()));
                        });
            }
        }

        assertThat(computed).isEqualTo(RuleFiles.recorded().keySet());
        assertThat(absent).isEqualTo(RuleFiles.recorded().keySet());
    }

    /// Invariant 44: counters begin anew with their process; each is seen to do so.
    @ParameterizedTest
    @MethodSource("services")
    void everyCounterIsSeenToBeginAnew(String service) {
        Scrapes scrapes = Scrapes.of(service);
        Set<String> used = new TreeSet<>();
        Stream.concat(RuleFiles.alerts(service).stream(), RuleFiles.recordings().stream())
                .filter(rule -> rule.service().equals(service))
                .flatMap(rule -> rule.expression().selectors().stream())
                .forEach(selector -> scrapes.counter(selector.series()).ifPresent(used::add));
        Set<String> restarted = new TreeSet<>();
        for (Case one : cases(service)) {
            if (one.name().endsWith(" over a restart")) {
                assertThat(one.tree().path("alert_rule_test")).as(one.name()).isNotEmpty();
                one.series().stream()
                        .filter(series -> falls(series.path("values").asText()))
                        .flatMap(series -> counter(scrapes, series).stream())
                        .forEach(restarted::add);
            }
        }

        assertThat(used).isNotEmpty();
        assertThat(restarted).isEqualTo(used);
    }

    private static Optional<String> counter(Scrapes scrapes, JsonNode series) {
        return scrapes.counter(
                PromQl.of(series.path("series").asText()).selectors().getFirst().series());
    }

    /// Whether values in promtool's notation get less anywhere.
    private static boolean falls(String values) {
        OptionalDouble before = OptionalDouble.empty();
        for (String part : values.split(" ", -1)) {
            Matcher matcher = VALUES.matcher(part);
            assertThat(matcher.matches()).as(part).isTrue();
            double first = Double.parseDouble(matcher.group(1));
            if (before.isPresent() && first < before.orElseThrow()) {
                return true;
            }
            double step =
                    matcher.group(3) == null
                            ? 0
                            : Double.parseDouble(matcher.group(2) + matcher.group(3));
            int times = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
            before = OptionalDouble.of(first + step * times);
        }
        return false;
    }

    /// Invariant 44: no case tests an alert that is not there, or nothing, or series that nobody
    /// exports.
    @ParameterizedTest
    @MethodSource("services")
    void everyCaseIsOfSomethingThatIsThere(String service) {
        Set<String> names =
                RuleFiles.alerts(service).stream().map(Rule::name).collect(Collectors.toSet());
        Map<Boolean, List<Case>> cases =
                cases(service).stream()
                        .collect(
                                Collectors.partitioningBy(
                                        one -> one.tree().has("alert_rule_test")));
        List<String> tested = new ArrayList<>();
        for (Case one : cases.getOrDefault(true, List.of())) {
            Manifest.elements(one.tree().path("alert_rule_test"))
                    .forEach(test -> tested.add(test.path("alertname").asText()));
        }

        assertThat(tested).isNotEmpty().allMatch(names::contains);
        assertThat(cases.getOrDefault(false, List.of()))
                .allMatch(one -> !one.tree().path("promql_expr_test").isEmpty());
        assertThat(cases(service)).extracting(Case::name).doesNotHaveDuplicates();
        Predicate<String> ofOthers =
                series -> series.equals("up{job=\"other\", namespace=\"shop\"}");
        for (Case one : cases(service)) {
            for (JsonNode series : one.series()) {
                String text = series.path("series").asText();
                if (!ofOthers.test(text)) {
                    assertThat(Scrapes.of(service).missing(PromQl.of(text), Map.of()))
                            .as(one.name())
                            .isEmpty();
                }
            }
        }
    }
}
