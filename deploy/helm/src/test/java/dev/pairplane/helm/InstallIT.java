package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.ControlPlane;
import dev.pairplane.testkit.Kubectl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A release from its installation to its end on a whole control plane: controllers make the pods,
/// the scheduler places them, and kwok says that they run. What the services do is not seen here.
@Execution(ExecutionMode.CONCURRENT)
class InstallIT {
    private static final String RELEASE = "pp";

    /// Where the other one of the two goes, at the same time.
    private static final String OTHER_NAMESPACE = "small";

    @TempDir private static Path folder;

    private static Optional<ControlPlane> started = Optional.empty();

    @BeforeAll
    static void startCluster() throws Exception {
        HelmProgram.assumeItIsThere();
        Assumptions.assumeTrue(
                ControlPlane.missing().isEmpty(), () -> ControlPlane.missing().orElseThrow());
        ControlPlane cluster = ControlPlane.start(ControlPlane.Options.whole());
        started = Optional.of(cluster);
        cluster.addNodes(3).forEach(node -> giveRoom(cluster, node));
        cluster.apply(Chart.read(Path.of("src/test/resources/cluster.yaml")));
        cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")
                .ok();
    }

    @AfterAll
    static void stopCluster() {
        started.ifPresent(ControlPlane::close);
    }

    private static ControlPlane cluster() {
        return started.orElseThrow();
    }

    @Test
    void theLeastLivesFromInstallationToEnd() throws Exception {
        cluster()
                .apply(
                        namespaceExample().replace(Chart.NAMESPACE, OTHER_NAMESPACE)
                                + disks("small", ""));
        livesFromInstallationToEnd("minimal", OTHER_NAMESPACE);
    }

    /// In the namespace that the examples make: its quota and limits let all of it in.
    @Test
    void productionLivesFromInstallationToEnd() throws Exception {
        cluster().apply(namespaceExample() + disks("fast", "fast-ssd"));
        livesFromInstallationToEnd("production", Chart.NAMESPACE);
    }

    private static String namespaceExample() {
        return Chart.read(InstallationExamplesTest.FOLDER.resolve("namespace.yaml"));
    }

    /// Everything gets ready, the tests of the release pass, an upgrade with other values rolls
    /// through and back again, and after the end only the disks are left.
    private static void livesFromInstallationToEnd(String values, String namespace)
            throws Exception {
        HelmProgram helm = new HelmProgram(Files.createDirectory(folder.resolve(namespace)));
        Path changed = folder.resolve(values + ".yaml");
        Files.writeString(
                changed,
                Yaml.merged(Chart.read(Chart.valuesFile(values)), "global: {log: {level: DEBUG}}"));

        var installed =
                helm.run(
                        arguments(
                                namespace,
                                "install",
                                Chart.FOLDER.toString(),
                                "--values=" + Chart.valuesFile(values),
                                "--wait"));
        assertThat(installed.exit())
                .as(() -> installed.text() + kubectl(namespace, "describe", "pods").out())
                .isZero();
        awaitReplicas(namespace);
        assertThat(helm.run(arguments(namespace, "test")).ok().out())
                .contains(
                        "pp-storage-node-test-store",
                        "pp-publishing-queue-test-ready",
                        "pp-difftracker-test-ready")
                .doesNotContain("Failed");
        String before = storageConfiguration(namespace);
        helm.run(
                        arguments(
                                namespace,
                                "upgrade",
                                Chart.FOLDER.toString(),
                                "--values=" + changed,
                                "--wait"))
                .ok();
        awaitReplicas(namespace);
        assertThat(storageConfiguration(namespace)).isNotEqualTo(before);
        helm.run(arguments(namespace, "rollback", "--wait")).ok();
        awaitReplicas(namespace);
        assertThat(storageConfiguration(namespace)).isEqualTo(before);
        helm.run(arguments(namespace, "uninstall", "--wait")).ok();

        assertThat(left(namespace))
                .containsExactlyInAnyOrder(
                        "persistentvolumeclaim/data-pp-storage-node-0",
                        "persistentvolumeclaim/data-pp-storage-node-1",
                        "persistentvolumeclaim/data-pp-storage-node-2");
    }

    private static String[] arguments(String namespace, String command, String... more) {
        return Stream.concat(
                        Stream.of(
                                command,
                                RELEASE,
                                "--kubeconfig=" + cluster().kubeconfig(ControlPlane.ADMIN),
                                "--namespace=" + namespace,
                                "--timeout=90s"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static String storageConfiguration(String namespace) {
        return kubectl(
                        namespace,
                        "get",
                        "configmap",
                        "pp-storage-node-config",
                        "--output=jsonpath={.data}")
                .ok()
                .out();
    }

    private static Kubectl.Result kubectl(String namespace, String... arguments) {
        return cluster()
                .kubectl(
                        Stream.concat(Stream.of("--namespace=" + namespace), Stream.of(arguments))
                                .toArray(String[]::new));
    }

    /// The services ask for room for files too, which these nodes do not have of themselves.
    private static void giveRoom(ControlPlane cluster, String node) {
        String room = "{\"ephemeral-storage\": \"100Gi\"}";
        cluster.kubectl(
                        "patch",
                        "node",
                        node,
                        "--subresource=status",
                        "--patch={\"status\": {\"capacity\": %s, \"allocatable\": %s}}"
                                .formatted(room, room))
                .ok();
    }

    /// Helm waits for what a Deployment asks for, which is one until the autoscaler has looked.
    private static void awaitReplicas(String namespace) {
        awaitReplicas(namespace, "statefulset/pp-storage-node", 3);
        awaitReplicas(namespace, "deployment/pp-publishing-queue", 2);
        awaitReplicas(namespace, "deployment/pp-difftracker", 1);
    }

    private static void awaitReplicas(String namespace, String workload, int replicas) {
        kubectl(
                        namespace,
                        "wait",
                        workload,
                        "--for=jsonpath={.status.readyReplicas}=" + replicas,
                        "--timeout=80s")
                .ok();
    }

    /// What carries the release's label, in its namespace and in none: there a name ends in the
    /// namespace.
    private static List<String> left(String namespace) {
        return kubectl(
                        namespace,
                        "get",
                        "persistentvolumeclaims,configmaps,secrets,services,serviceaccounts,deployments.apps,"
                            + "statefulsets.apps,jobs.batch,networkpolicies.networking.k8s.io,"
                            + "poddisruptionbudgets.policy,horizontalpodautoscalers.autoscaling,"
                            + "servicemonitors.monitoring.coreos.com,"
                            + "prometheusrules.monitoring.coreos.com,clusters.postgresql.cnpg.io,"
                            + "ingresses.networking.k8s.io,clusterroles,clusterrolebindings",
                        "--selector=app.kubernetes.io/instance=pp",
                        "--output=name")
                .ok()
                .out()
                .lines()
                .filter(line -> !line.startsWith("clusterrole") || line.endsWith("-" + namespace))
                .toList();
    }

    /// A disk for each node's claim: nobody here makes them on request.
    private static String disks(String name, String storageClass) {
        return IntStream.range(0, 3)
                .mapToObj(i ->
                        """
                        ---
                        apiVersion: v1
                        kind: PersistentVolume
                        metadata: {name: %s-%d}
                        spec:
                          capacity: {storage: 100Gi}
                          accessModes: [ReadWriteOnce]
                          storageClassName: "%s"
                          hostPath: {path: /disks/%s-%d}
                        """
                                .formatted(name, i, storageClass, name, i))
                .collect(Collectors.joining());
    }
}
