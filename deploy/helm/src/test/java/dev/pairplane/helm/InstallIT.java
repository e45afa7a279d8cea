package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.ControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A release from its installation to its end on a whole control plane: controllers make the pods,
/// the scheduler places them, and kwok says that they run. What the services do is not seen here.
class InstallIT {
    @TempDir private Path folder;

    @BeforeAll
    static void programsAreThere() {
        HelmProgram.assumeItIsThere();
        Assumptions.assumeTrue(
                ControlPlane.missing().isEmpty(), () -> ControlPlane.missing().orElseThrow());
    }

    /// Everything gets ready, the tests of the release pass, an upgrade with other values rolls
    /// through, and after the end only the disks are left.
    @ParameterizedTest
    @CsvSource({"minimal, ''", "production, fast-ssd"})
    void aReleaseLivesFromInstallationToEnd(String values, String storageClass) throws Exception {
        try (ControlPlane cluster = ControlPlane.start(ControlPlane.Options.whole())) {
            cluster.addNodes(3).forEach(node -> giveRoom(cluster, node));
            cluster.apply(
                    Chart.read(Path.of("src/test/resources/cluster.yaml")) + disks(storageClass));
            cluster.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")
                    .ok();
            HelmProgram helm = new HelmProgram(folder);
            String[] to = {
                "--kubeconfig=" + cluster.kubeconfig(ControlPlane.ADMIN),
                "--namespace=" + Chart.NAMESPACE
            };
            Path changed = folder.resolve("changed.yaml");
            Files.writeString(
                    changed,
                    Yaml.merged(
                            Chart.read(Chart.valuesFile(values)), "global: {log: {level: DEBUG}}"));

            var installed =
                    helm.run(
                            "install",
                            "pp",
                            Chart.FOLDER.toString(),
                            to[0],
                            to[1],
                            "--wait",
                            "--timeout=90s",
                            "--values=" + Chart.valuesFile(values));
            assertThat(installed.exit())
                    .as(() ->
                            installed.text()
                                    + cluster.kubectl(
                                                    "describe",
                                                    "pods",
                                                    "--namespace=" + Chart.NAMESPACE)
                                            .out())
                    .isZero();
            awaitReplicas(cluster);
            assertThat(helm.run("test", "pp", to[0], to[1], "--timeout=90s").ok().out())
                    .contains(
                            "pp-storage-node-test-store",
                            "pp-publishing-queue-test-ready",
                            "pp-difftracker-test-ready")
                    .doesNotContain("Failed");
            helm.run(
                            "upgrade",
                            "pp",
                            Chart.FOLDER.toString(),
                            to[0],
                            to[1],
                            "--wait",
                            "--timeout=90s",
                            "--values=" + changed)
                    .ok();
            awaitReplicas(cluster);
            helm.run("uninstall", "pp", to[0], to[1], "--wait", "--timeout=90s").ok();

            assertThat(left(cluster))
                    .containsExactlyInAnyOrder(
                            "persistentvolumeclaim/data-pp-storage-node-0",
                            "persistentvolumeclaim/data-pp-storage-node-1",
                            "persistentvolumeclaim/data-pp-storage-node-2");
        }
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
    private static void awaitReplicas(ControlPlane cluster) {
        awaitReplicas(cluster, "statefulset/pp-storage-node", 3);
        awaitReplicas(cluster, "deployment/pp-publishing-queue", 2);
        awaitReplicas(cluster, "deployment/pp-difftracker", 1);
    }

    private static void awaitReplicas(ControlPlane cluster, String workload, int replicas) {
        cluster.kubectl(
                        "wait",
                        workload,
                        "--for=jsonpath={.status.readyReplicas}=" + replicas,
                        "--namespace=" + Chart.NAMESPACE,
                        "--timeout=80s")
                .ok();
    }

    private static java.util.List<String> left(ControlPlane cluster) {
        return cluster.kubectl(
                        "get",
                        "persistentvolumeclaims,configmaps,secrets,services,serviceaccounts,deployments.apps,"
                            + "statefulsets.apps,jobs.batch,networkpolicies.networking.k8s.io,"
                            + "poddisruptionbudgets.policy,horizontalpodautoscalers.autoscaling,"
                            + "servicemonitors.monitoring.coreos.com,"
                            + "prometheusrules.monitoring.coreos.com,clusters.postgresql.cnpg.io,"
                            + "ingresses.networking.k8s.io,clusterroles,clusterrolebindings",
                        "--all-namespaces",
                        "--selector=app.kubernetes.io/instance=pp",
                        "--output=name")
                .ok()
                .out()
                .lines()
                .toList();
    }

    /// A disk for each node's claim: nobody here makes them on request.
    private static String disks(String storageClass) {
        return IntStream.range(0, 3)
                .mapToObj(i ->
                        """
                        ---
                        apiVersion: v1
                        kind: PersistentVolume
                        metadata: {name: disk-%d}
                        spec:
                          capacity: {storage: 100Gi}
                          accessModes: [ReadWriteOnce]
                          storageClassName: "%s"
                          hostPath: {path: /disks/%d}
                        """
                                .formatted(i, storageClass, i))
                .collect(Collectors.joining());
    }
}
