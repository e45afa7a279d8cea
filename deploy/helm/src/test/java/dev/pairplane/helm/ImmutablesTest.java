package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.testkit.GoldenFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What never changes within a major version: an upgrade that changed it would be refused by the
/// API server, or would leave the old object behind.
class ImmutablesTest {
    private static final Path TABLE = Path.of("immutable.tsv");
    private static final String HEADER =
            """
            # What never changes within a major version, for each values file: values, object, field, value.
            # A rewrite of the goldens adds lines for what is new. It never changes or removes one; who means to,
            # does it by hand, in a new major version.
            """;
    private static final List<String> FIELDS =
            List.of(
                    "/metadata/name",
                    "/spec/serviceName",
                    "/spec/podManagementPolicy",
                    "/spec/clusterIP",
                    "/spec/volumeClaimTemplates",
                    "/roleRef");

    /// Invariant 11, and 50: links name uids and panels of dashboards.
    @Test
    void nothingThatIsListedChanged() {
        Map<String, String> committed =
                Chart.read(TABLE)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .collect(
                                Collectors.toMap(
                                        line -> line.substring(0, line.lastIndexOf('\t')),
                                        line -> line.substring(line.lastIndexOf('\t') + 1),
                                        (a, b) -> {
                                            throw new AssertionError(
                                                    "twice in the table: " + a + ", " + b);
                                        },
                                        TreeMap::new));
        Map<String, String> rendered = rendered();

        assertThat(rendered).containsAllEntriesOf(committed);
        GoldenFiles.check(
                TABLE,
                HEADER
                        + rendered.entrySet().stream()
                                .map(entry -> entry.getKey() + "\t" + entry.getValue() + "\n")
                                .collect(Collectors.joining()));
    }

    /// So that the table cannot be empty unnoticed.
    @Test
    void theTableHoldsWhatItIsThereFor() {
        assertThat(rendered())
                .containsEntry(
                        "minimal\tStatefulSet/pp-storage-node\t/spec/serviceName",
                        "\"pp-storage-node-headless\"")
                .containsKey("minimal\tStatefulSet/pp-storage-node\t/spec/selector")
                .containsKey("minimal\tDeployment/pp-difftracker\t/spec/selector")
                .containsKey("all\tDashboard/publishing-queue-tn056\t/panels/1")
                .containsKey("minimal\tClusterRoleBinding/pp-difftracker-pairplane\t/roleRef")
                .containsEntry(
                        "minimal\tService/pp-storage-node-headless\t/spec/clusterIP", "\"None\"");
    }

    private static Map<String, String> rendered() {
        Map<String, String> lines = new TreeMap<>();
        Chart.accepted()
                .forEach(name -> {
                    for (Manifest manifest : Chart.render(name).manifests()) {
                        String key = name + "\t" + manifest.id() + "\t";
                        FIELDS.forEach(field -> put(lines, key, field, manifest.at(field)));
                        if (manifest.kind() == Kind.STATEFUL_SET
                                || manifest.kind() == Kind.DEPLOYMENT) {
                            put(lines, key, "/spec/selector", manifest.at("/spec/selector"));
                        }
                    }
                });
        for (DashboardFile board : DashboardFile.all()) {
            board.panels()
                    .forEach(panel ->
                            lines.put(
                                    "all\tDashboard/%s\t/panels/%s"
                                            .formatted(board.uid(), panel.path("id").asText()),
                                    "true"));
        }
        return lines;
    }

    private static void put(Map<String, String> lines, String key, String field, JsonNode value) {
        if (!value.isMissingNode()) {
            lines.put(key + field, value.toString());
        }
    }
}
