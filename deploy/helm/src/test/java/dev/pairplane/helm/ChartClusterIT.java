package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import dev.pairplane.testkit.ControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The chart on a real API server, without controllers: what it admits, and what Helm makes,
/// changes and removes there. No pod ever runs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartClusterIT {
    private static final String ACCOUNT = "system:serviceaccount:" + Chart.NAMESPACE + ":pp-";

    private ControlPlane cluster;

    @TempDir private Path folder;

    @BeforeAll
    void start() {
        Assumptions.assumeTrue(
                ControlPlane.missing().isEmpty(), () -> ControlPlane.missing().orElseThrow());
        cluster = ControlPlane.start(ControlPlane.Options.apiServer());
        cluster.apply(Chart.read(Path.of("src/test/resources/cluster.yaml")));
        cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")
                .ok();
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<String> names() {
        return Chart.accepted().filter(name -> !name.equals("all-off"));
    }

    /// Invariant 36: server-side apply, which knows every field and refuses what is twice; and no
    /// warning, of Pod Security or of what is deprecated. Invariant 23: a pod of each template is
    /// admitted where "restricted" is enforced.
    @ParameterizedTest
    @MethodSource("names")
    void everythingIsAdmittedWithoutAWarning(String values) {
        Rendered rendered = Chart.render(values);
        List<String> documents = new ArrayList<>();
        rendered.manifests().forEach(manifest -> documents.add(Yaml.text(manifest.tree())));
        rendered.workloads().forEach(workload -> documents.add(Yaml.text(pod(workload))));

        cluster.kubectlOf(ControlPlane.ADMIN)
                .runWith(
                        String.join("", documents),
                        "apply",
                        "--server-side",
                        "--force-conflicts",
                        "--dry-run=server",
                        "--warnings-as-errors",
                        "--namespace=" + Chart.NAMESPACE,
                        "-f",
                        "-")
                .ok();
    }

    /// A pod as the workload's controller would make it, its claims as empty folders.
    private static ObjectNode pod(Manifest workload) {
        ObjectNode pod = (ObjectNode) workload.podTemplate().deepCopy();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.withObject("/metadata").put("name", "pod-of-" + workload.name());
        workload.at("/spec/volumeClaimTemplates")
                .forEach(claim ->
                        pod.withObject("/spec")
                                .withArray("volumes")
                                .addObject()
                                .put("name", claim.at("/metadata/name").asText())
                                .putObject("emptyDir"));
        return pod;
    }

    /// So that the test above would notice.
    @Test
    void aPodThatIsNotRestrictedIsRefused() {
        ObjectNode pod = pod(Chart.render("minimal").one(Kind.DEPLOYMENT, "pp-difftracker"));
        pod.withObject("/spec/securityContext").put("runAsNonRoot", false);

        var result =
                cluster.kubectlOf(ControlPlane.ADMIN)
                        .runWith(
                                Yaml.text(pod),
                                "create",
                                "--dry-run=server",
                                "--namespace=" + Chart.NAMESPACE,
                                "-f",
                                "-");

        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains("violates PodSecurity");
    }

    /// A release is installed, upgraded with other values, and uninstalled; then nothing is left.
    @ParameterizedTest
    @MethodSource("names")
    void aReleaseIsInstalledUpgradedAndUninstalled(String values) throws Exception {
        String namespace = "ns-" + values.replace('.', '-');
        cluster.kubectl("create", "namespace", namespace).ok();
        Path changed = folder.resolve("changed.yaml");
        Files.writeString(
                changed,
                Yaml.merged(
                        Chart.read(Chart.valuesFile(values)),
                        "global: {log: {level: DEBUG}, labels: {changed: really}}"));

        Release installed =
                new Helm(Chart.FOLDER)
                        .install()
                        .withName(Chart.RELEASE)
                        .withNamespace(namespace)
                        .withKubeConfig(kubeconfig())
                        .withValuesFile(Chart.valuesFile(values).toAbsolutePath())
                        .call();
        Set<String> made = objects(namespace);
        Release upgraded =
                new Helm(Chart.FOLDER)
                        .upgrade()
                        .withName(Chart.RELEASE)
                        .withNamespace(namespace)
                        .withKubeConfig(kubeconfig())
                        .withValuesFile(changed.toAbsolutePath())
                        .call();
        Set<String> kept = objects(namespace);
        Helm.uninstall(Chart.RELEASE).withNamespace(namespace).withKubeConfig(kubeconfig()).call();

        assertThat(installed.getStatus()).isEqualTo("deployed");
        assertThat(upgraded.getStatus()).isEqualTo("deployed");
        assertThat(upgraded.getRevision()).isEqualTo("2");
        assertThat(made).isNotEmpty().isEqualTo(kept);
        assertThat(objects(namespace)).isEmpty();
    }

    private Path kubeconfig() {
        return cluster.kubeconfig(ControlPlane.ADMIN);
    }

    /// All objects that carry the release's label in a namespace, and those in none.
    private Set<String> objects(String namespace) {
        String kinds =
                "serviceaccounts,services,configmaps,secrets,persistentvolumeclaims,pods,"
                        + "deployments.apps,statefulsets.apps,jobs.batch,"
                        + "horizontalpodautoscalers.autoscaling,networkpolicies.networking.k8s.io,"
                        + "ingresses.networking.k8s.io,poddisruptionbudgets.policy,"
                        + "servicemonitors.monitoring.coreos.com,"
                        + "prometheusrules.monitoring.coreos.com,clusters.postgresql.cnpg.io,"
                        + "httproutes.gateway.networking.k8s.io";
        String line = "{.metadata.namespace}/{.kind}/{.metadata.name}{'\\n'}";
        Set<String> found = new TreeSet<>();
        cluster.kubectl(
                        "get",
                        kinds + ",clusterroles,clusterrolebindings",
                        "--all-namespaces",
                        "--selector=app.kubernetes.io/instance=" + Chart.RELEASE,
                        "--output=jsonpath={range .items[*]}" + line + "{end}")
                .ok()
                .out()
                .lines()
                .filter(object -> object.startsWith(namespace + "/") || object.startsWith("/"))
                .forEach(found::add);
        return found;
    }

    /// Invariant 22: what the API server lets each account do is its table, and nothing beside it,
    /// in the release's own namespace and in another one.
    @Test
    void accountsMayDoWhatTheirTableSaysAndNothingElse() {
        // By their group, so that a Role that comes to be is applied too.
        List<Manifest> rights =
                Chart.render("minimal").manifests().stream()
                        .filter(manifest -> manifest.at("/apiVersion").asText().startsWith("rbac."))
                        .toList();
        assertThat(rights).isNotEmpty();
        rights.forEach(manifest -> cluster.apply(Yaml.text(manifest.tree())));
        List<String> denied =
                List.of(
                        "create services",
                        "delete services",
                        "update services",
                        "update services/status",
                        "patch nodes",
                        "delete nodes",
                        "get secrets",
                        "list secrets",
                        "list pods",
                        "patch pods",
                        "create pods",
                        "create pods/exec",
                        "get configmaps",
                        "create leases.coordination.k8s.io",
                        "delete endpointslices.discovery.k8s.io",
                        "impersonate users",
                        "escalate clusterroles.rbac.authorization.k8s.io");

        for (String namespace : List.of(Chart.NAMESPACE, "other")) {
            for (String right : WorkloadsTest.rightsOfDifftracker()) {
                assertThat(may("difftracker", namespace, right)).as(right).isTrue();
                assertThat(may("storage-node", namespace, right)).as(right).isFalse();
                assertThat(may("publishing-queue", namespace, right)).as(right).isFalse();
            }
            for (String right : denied) {
                for (String service : Chart.SERVICES) {
                    assertThat(may(service, namespace, right))
                            .as(service + " in " + namespace + ": " + right)
                            .isFalse();
                }
            }
        }
        rights.forEach(manifest ->
                cluster.kubectl(
                                "delete",
                                "--namespace=" + Chart.NAMESPACE,
                                manifest.at("/kind").asText(),
                                manifest.name())
                        .ok());
    }

    /// Asks as `kubectl auth can-i --as` does.
    private boolean may(String service, String namespace, String right) {
        String[] words = right.split(" ", 2);
        String[] parts = words[1].split("/", 2);
        String[] names = parts[0].split("\\.", 2);
        ObjectNode review =
                (ObjectNode)
                        Yaml.tree(
                                "{apiVersion: authorization.k8s.io/v1, kind: SubjectAccessReview}");
        review.withObject("/spec")
                .put("user", ACCOUNT + service)
                .withArray("groups")
                .add("system:authenticated")
                .add("system:serviceaccounts");
        review.withObject("/spec/resourceAttributes")
                .put("namespace", namespace)
                .put("verb", words[0])
                .put("group", names.length > 1 ? names[1] : "")
                .put("resource", names[0])
                .put("subresource", parts.length > 1 ? parts[1] : "");
        var answer =
                cluster.call(
                        "POST",
                        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                        "application/json",
                        review.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Yaml.json(answer.body()).at("/status/allowed").asBoolean();
    }
}
