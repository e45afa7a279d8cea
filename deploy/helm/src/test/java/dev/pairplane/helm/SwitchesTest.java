package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Services that are switched off.
class SwitchesTest {

    /// Invariant 8: nothing of it is rendered, and none of its values is asked for; the others are
    /// what they are beside it. The platform's own is the overview of all dashboards.
    @ParameterizedTest
    @CsvSource({
        "storage-only, storage-node, storage",
        "queue-only, publishing-queue, publishing",
        "difftracker-only, difftracker, difftracker"
    })
    void aServiceAloneIsWhatItIsBesideTheOthers(String name, String service, String component) {
        Rendered alone = Chart.render(name);
        Rendered all = Chart.render("minimal");

        assertThat(alone.manifests()).isNotEmpty();
        assertThat(alone.manifests())
                .allSatisfy(manifest ->
                        assertThat(manifest.labels().get("app.kubernetes.io/component"))
                                .isIn(component, "platform"));
        assertThat(alone.of(Kind.CONFIG_MAP))
                .filteredOn(map -> map.labels().containsValue("platform"))
                .hasSize(1);
        assertThat(below(alone, "charts/")).isEqualTo(below(all, "charts/" + service + "/"));
        assertThat(all.manifests()).containsAll(alone.manifests());
    }

    private static Map<String, String> below(Rendered rendered, String folder) {
        return rendered.files().entrySet().stream()
                .filter(file -> file.getKey().startsWith(folder))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Invariant 8.
    @Test
    void withAllOffNothingIsRendered() {
        assertThat(Chart.render("all-off").files()).isEmpty();
    }

    /// Values of a service that is off may be wrong: they are not looked at.
    @Test
    void valuesOfAServiceThatIsOffAreNotLookedAt() {
        assertThat(Chart.outcome("storage-only", "difftracker: {maxRetries: -1}"))
                .isEqualTo(Chart.outcome("storage-only", "{}"));
    }

    /// A default can be taken away with null, in the charts below too.
    @Test
    void nullTakesADefaultAway() {
        var pdb =
                Chart.render("minimal", "storage-node: {resources: {limits: {cpu: null}}}")
                        .one(Kind.STATEFUL_SET, "pp-storage-node")
                        .container()
                        .at("/resources/limits");

        assertThat(List.copyOf(Manifest.map(pdb).keySet()))
                .containsExactly("ephemeral-storage", "memory");
    }
}
