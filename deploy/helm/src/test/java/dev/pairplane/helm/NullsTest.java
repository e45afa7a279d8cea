package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Keys that are left empty, which is `null` to Helm and takes their default away. A key is either
/// needed, and then refused by its name, or it may be left out, and then nothing of it is left.
class NullsTest {
    /// Asked for by a fault of their own when they are empty, or the last of their kind.
    private static final List<String> ASKED =
            List.of(
                    "/publishing-queue/database/existingSecret",
                    "/publishing-queue/auth/existingSecret",
                    "/publishing-queue/targets/existingSecret",
                    "/publishing-queue/ingress/hosts",
                    "/publishing-queue/httpRoute/parentRefs",
                    "/publishing-queue/pdb/maxUnavailable",
                    "/storage-node/pdb/minAvailable",
                    "/difftracker/clusterName",
                    "/difftracker/azure/subscriptionId",
                    "/difftracker/azure/resourceGroup",
                    "/difftracker/azure/location",
                    "/difftracker/azure/serviceGatewayName",
                    "/difftracker/azure/vnetName",
                    "/difftracker/identity/clientId");

    /// Everything that looks at the keys, switched on.
    private static final String ALL_ON =
            """
            global: {monitoring: {serviceMonitor: {enabled: true}, rules: {enabled: true, configMap: true}}}
            publishing-queue:
              ingress: {enabled: true, hosts: [a.example.com]}
              httpRoute: {enabled: true, parentRefs: [{name: a}]}
            """;

    /// A key of the values.
    ///
    /// @param pointer its path, `/` between the parts
    private record Key(String pointer, boolean required) {
        String name() {
            return pointer.substring(pointer.lastIndexOf('/') + 1);
        }

        void setNull(ObjectNode root) {
            ObjectNode last = root;
            List<String> parts = List.of(pointer.substring(1).split("/", -1));
            for (String part : parts.subList(0, parts.size() - 1)) {
                last = last.withObject("/" + part);
            }
            last.putNull(parts.getLast());
        }
    }

    private static List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        for (String chart : List.of("", "storage-node", "publishing-queue", "difftracker")) {
            Path folder =
                    chart.isEmpty() ? Chart.FOLDER : Chart.FOLDER.resolve("charts").resolve(chart);
            JsonNode schema = Yaml.json(Chart.read(folder.resolve("values.schema.json")));
            JsonNode values = Yaml.tree(Chart.read(folder.resolve("values.yaml")));
            collect(schema, schema, values, chart.isEmpty() ? "" : "/" + chart, keys);
        }
        return keys;
    }

    private static void collect(
            JsonNode root, JsonNode schema, JsonNode values, String path, List<Key> keys) {
        JsonNode resolved =
                schema.has("$ref") ? root.at(schema.path("$ref").asText().substring(1)) : schema;
        List<String> required = Yaml.texts(resolved.path("required"));
        for (Map.Entry<String, JsonNode> entry : resolved.path("properties").properties()) {
            String key = entry.getKey();
            // Services are switched off, not left empty; and what has no default is not there.
            if (values.has(key) && !Chart.SERVICES.contains(key)) {
                keys.add(new Key(path + "/" + key, required.contains(key)));
                collect(root, entry.getValue(), values.path(key), path + "/" + key, keys);
            }
        }
    }

    static List<String> required() {
        return keys().stream().filter(Key::required).map(Key::pointer).toList();
    }

    /// Deep in `global`, where some versions of Helm keep the default, it stays as it was.
    @ParameterizedTest
    @MethodSource("required")
    void aKeyThatIsNeededIsRefusedByItsName(String pointer) {
        Key key = new Key(pointer, true);
        ObjectNode values = Yaml.json("{}").deepCopy();
        key.setNull(values);

        switch (Chart.outcome("minimal", Yaml.text(values))) {
            case Chart.Outcome.Refused(String message) ->
                    assertThat(message)
                            .contains("missing property '" + key.name() + "'")
                            .doesNotContain("template:");
            case Chart.Outcome.Accepted(Rendered rendered) -> {
                assertThat(pointer).startsWith("/global/");
                assertThat(rendered).isEqualTo(Chart.render("minimal", "{}"));
            }
        }
    }

    /// All of them at once: what is rendered then is whole, and no text is made of nothing.
    @Test
    void keysThatMayBeLeftOutLeaveNothing() throws Exception {
        ObjectNode values = (ObjectNode) Yaml.tree(ALL_ON);
        keys().stream()
                .filter(key -> !key.required() && !ASKED.contains(key.pointer()))
                .forEach(key -> key.setNull(values));

        for (Manifest manifest : Chart.render("minimal", Yaml.text(values)).manifests()) {
            String text = Yaml.text(manifest.tree());
            assertThat(UnknownFieldsTest.unknown(text)).as(manifest.id()).isEmpty();
            assertThat(text).as(manifest.id()).doesNotContain("<nil>");
            if (!manifest.name().endsWith("-dashboard")) {
                Yaml.leaves(
                        manifest.tree(),
                        "",
                        (path, leaf) ->
                                assertThat(leaf.isNull()).as(manifest.id() + " " + path).isFalse());
            }
            if (manifest.name().endsWith("-config")) {
                assertThat(Manifest.configuration(manifest).values())
                        .as(manifest.id())
                        .noneMatch(String::isEmpty);
            }
        }
    }

    /// What a fault asks for when it is empty is asked for when it is nothing.
    @Test
    void whatIsAskedForWhenEmptyIsAskedForWhenNull() {
        ObjectNode values = (ObjectNode) Yaml.tree(ALL_ON);
        keys().stream()
                .filter(key -> ASKED.contains(key.pointer()))
                .forEach(key -> key.setNull(values));

        assertThat(Chart.outcome("minimal", Yaml.text(values)))
                .isInstanceOfSatisfying(
                        Chart.Outcome.Refused.class,
                        refused ->
                                assertThat(refused.message())
                                        .contains("%d fault(s)".formatted(ASKED.size())));
    }

    /// So that the tests above look at something.
    @Test
    void keysAreOfBothKinds() {
        assertThat(required())
                .contains("/global/clusterDomain", "/storage-node/persistence/size")
                .hasSizeGreaterThan(80);
        assertThat(keys())
                .contains(new Key("/difftracker/extraEnv", false))
                .filteredOn(key -> !key.required())
                .hasSizeGreaterThan(80);
    }
}
