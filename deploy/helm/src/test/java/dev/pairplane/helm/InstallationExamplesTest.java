package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is around a release: the namespace, the Secrets, and who installs it.
class InstallationExamplesTest {
    static final Path FOLDER = Path.of("examples");

    private static List<JsonNode> documents(String name) {
        return Yaml.documents(Chart.read(FOLDER.resolve(name)));
    }

    private static JsonNode example(String name, String kind) {
        return documents(name).stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static String version() {
        return Yaml.tree(Chart.read(Chart.FOLDER.resolve("Chart.yaml"))).path("version").asText();
    }

    /// Otherwise Argo CD rewrites the label that selectors have.
    @Test
    void argoCdNamesTheReleaseAsTheApplication() {
        JsonNode application = example("argocd.yaml", "Application");

        assertThat(application.at("/spec/source/helm/releaseName").asText())
                .isEqualTo(application.at("/metadata/name").asText());
        assertThat(application.at("/spec/source/targetRevision").asText()).isEqualTo(version());
    }

    /// Argo CD shows the templates no cluster, so nothing may be left to be found out there.
    @Test
    void theChartTakesArgoCdsValuesAndMakesEverything() {
        Rendered rendered =
                Chart.renderFor(
                        Chart.KUBERNETES,
                        Yaml.text(
                                example("argocd.yaml", "Application")
                                        .at("/spec/source/helm/valuesObject")));

        assertThat(rendered.of(Kind.SERVICE_MONITOR)).hasSize(Chart.SERVICES.size());
        assertThat(rendered.of(Kind.PROMETHEUS_RULE)).isNotEmpty();
    }

    @Test
    void theChartTakesFluxsValues() {
        JsonNode release = example("flux.yaml", "HelmRelease");
        JsonNode repository = example("flux.yaml", "OCIRepository");

        assertThat(
                        Chart.renderFor(Chart.KUBERNETES, Yaml.text(release.at("/spec/values")))
                                .services())
                .hasSize(Chart.SERVICES.size());
        assertThat(release.at("/spec/chartRef/name")).isEqualTo(repository.at("/metadata/name"));
        String range = repository.at("/spec/ref/semver").asText();
        assertThat(range).endsWith(".x");
        assertThat(version()).startsWith(range.substring(0, range.length() - 1));
    }

    /// Whether it is admitted for real, [InstallIT] sees.
    @Test
    void theNamespaceEnforcesWhatEveryPodKeeps() {
        JsonNode namespace = example("namespace.yaml", "Namespace");

        assertThat(Manifest.map(namespace.at("/metadata/labels")))
                .hasSize(3)
                .containsKey("pod-security.kubernetes.io/enforce")
                .allSatisfy((_, level) -> assertThat(level).isEqualTo("restricted"));
        assertThat(namespace.at("/metadata/name").asText()).isEqualTo(Chart.NAMESPACE);
    }

    /// At the autoscaler's most, with the pod that an update adds and PostgreSQL at the limits for
    /// who brings none.
    @Test
    void theQuotaHoldsTheProductionValuesAtTheirLargest() {
        Map<String, BigDecimal> needed = new TreeMap<>();
        for (Manifest workload : Chart.render("production").services().toList()) {
            int pods =
                    workload.name().endsWith("publishing-queue")
                            ? 5
                            : workload.at("/spec/replicas").asInt();
            for (JsonNode container : workload.containers()) {
                JsonNode resources = container.path("resources");
                add(needed, "pods", "1", pods);
                add(needed, "requests.cpu", resources.at("/requests/cpu").asText(), pods);
                add(needed, "requests.memory", resources.at("/requests/memory").asText(), pods);
                add(needed, "limits.memory", resources.at("/limits/memory").asText(), pods);
            }
            for (JsonNode claim : workload.at("/spec/volumeClaimTemplates")) {
                String size = claim.at("/spec/resources/requests/storage").asText();
                add(needed, "requests.storage", size, pods);
                add(needed, "persistentvolumeclaims", "1", pods);
            }
        }
        Manifest database = Chart.render("production").of(Kind.CLUSTER).findFirst().orElseThrow();
        int instances = database.at("/spec/instances").asInt();
        JsonNode limits = example("namespace.yaml", "LimitRange").at("/spec/limits/0");
        add(needed, "pods", "1", instances);
        add(needed, "requests.cpu", limits.at("/defaultRequest/cpu").asText(), instances);
        add(needed, "requests.memory", limits.at("/defaultRequest/memory").asText(), instances);
        add(needed, "limits.memory", limits.at("/default/memory").asText(), instances);
        add(needed, "requests.storage", database.at("/spec/storage/size").asText(), instances);
        add(needed, "persistentvolumeclaims", "1", instances);

        Map<String, String> quota =
                Manifest.map(example("namespace.yaml", "ResourceQuota").at("/spec/hard"));
        assertThat(quota.keySet()).isEqualTo(needed.keySet());
        needed.forEach((resource, amount) ->
                assertThat(amount(quota.getOrDefault(resource, "0")))
                        .as(resource)
                        .isBetween(amount, amount.multiply(BigDecimal.valueOf(2.5))));
    }

    private static void add(
            Map<String, BigDecimal> needed, String resource, String amount, int times) {
        needed.merge(resource, amount(amount).multiply(BigDecimal.valueOf(times)), BigDecimal::add);
    }

    private static BigDecimal amount(String text) {
        return Quantity.getAmountInBytes(Quantity.parse(text));
    }

    /// Whether the queue takes what is in them, its own tests see.
    @Test
    void theSecretsAreThoseThatTheProductionValuesName() {
        JsonNode values =
                Yaml.tree(Chart.read(Chart.valuesFile("production"))).path("publishing-queue");
        List<JsonNode> secrets = documents("target-secrets.yaml");

        assertThat(secrets)
                .extracting(secret -> secret.at("/metadata/name").asText())
                .containsExactly(
                        values.at("/targets/existingSecret").asText(),
                        values.at("/auth/existingSecret").asText());
        assertThat(secrets.getLast().path("stringData").has("tokens")).isTrue();
    }

    @Test
    void kubernetesKnowsEveryField() throws Exception {
        for (String name : List.of("namespace.yaml", "target-secrets.yaml")) {
            for (JsonNode document : documents(name)) {
                assertThat(UnknownFieldsTest.unknown(Yaml.text(document))).as(name).isEmpty();
            }
        }
    }
}
