package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pairplane.testkit.ControlPlane.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The control plane of the kit itself: real pods, real EndpointSlices, real denials, and nothing
/// left afterwards.
class ControlPlaneClusterIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final String READER =
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: reader, namespace: default}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules:
              - {apiGroups: [""], resources: [services], verbs: [get, list]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: reader}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
            subjects: [{kind: ServiceAccount, name: reader, namespace: default}]
            """;

    @BeforeAll
    static void needsTheTools() {
        assumeTrue(ControlPlane.missing().isEmpty(), () -> ControlPlane.missing().orElse(""));
    }

    @Test
    void endpointSlicesFollowADeploymentToTwoHundredPodsAndBack() {
        var began = System.nanoTime();
        try (var cluster = ControlPlane.start(Options.whole())) {
            System.out.println("ready after " + since(began));
            assertThat(cluster.addNodes(3)).containsExactly("node-0", "node-1", "node-2");
            assertThat(
                            cluster.kubectl(
                                            "get",
                                            "nodes",
                                            "-o",
                                            "jsonpath={..addresses[0].address}")
                                    .ok()
                                    .out())
                    .isEqualTo("10.200.0.1 10.200.0.2 10.200.0.3");
            cluster.kubectl("create", "deployment", "web", "--image=web").ok();
            cluster.kubectl("expose", "deployment", "web", "--port=80").ok();
            await().atMost(LIMIT).until(() -> endpoints(cluster).size() == 1);

            var scaling = System.nanoTime();
            cluster.kubectl("scale", "deployment", "web", "--replicas=200").ok();
            await().atMost(LIMIT).until(() -> endpoints(cluster).size() == 200);
            System.out.println("200 ready endpoints after " + since(scaling));
            assertThat(endpoints(cluster)).doesNotHaveDuplicates();
            assertThat(slices(cluster, "{.items[*].endpoints[*].nodeName}"))
                    .hasSize(200)
                    .containsOnly("node-0", "node-1", "node-2");
            // A slice holds a hundred; two writes that overlap may leave one more than are needed.
            assertThat(slices(cluster, "{.items[*].metadata.name}")).hasSizeBetween(2, 3);

            cluster.kubectl("scale", "deployment", "web", "--replicas=3").ok();
            await().atMost(LIMIT).until(() -> endpoints(cluster).size() == 3);
        }
    }

    private static String since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis() + " ms";
    }

    private static List<String> endpoints(ControlPlane cluster) {
        return slices(cluster, "{.items[*].endpoints[?(@.conditions.ready==true)].addresses[0]}");
    }

    private static List<String> slices(ControlPlane cluster, String path) {
        var out =
                cluster.kubectl(
                                "get",
                                "endpointslices",
                                "--selector=kubernetes.io/service-name=web",
                                "--output=jsonpath=" + path)
                        .ok()
                        .out();
        return Arrays.stream(out.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
    }

    @Test
    void aServiceAccountMayDoWhatItsRoleSaysAndTheAuditLogShowsTheRest() {
        try (var cluster =
                ControlPlane.start(
                        Options.apiServer().controllers("serviceaccount-controller").withAudit())) {
            cluster.apply(READER);
            var user = "system:serviceaccount:default:reader";
            var reader = cluster.kubectlOf(user);
            assertThat(reader.run("get", "service", "kubernetes").ok().out()).contains("ClusterIP");

            var refused = reader.run("delete", "service", "kubernetes");

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("Forbidden").contains(user);
            var actions =
                    cluster.audit(user).stream()
                            .filter(entry -> !entry.resource().isEmpty())
                            .collect(
                                    Collectors.groupingBy(
                                            AuditEntry::denied,
                                            Collectors.mapping(
                                                    AuditEntry::action, Collectors.toSet())));
            assertThat(actions.get(false)).containsExactly("get services");
            assertThat(actions.get(true)).containsExactly("delete services");
            assertThatThrownBy(() -> cluster.kubeconfig("somebody"))
                    .hasMessageContaining("want admin or system:serviceaccount");
        }
    }

    @Test
    void forgetsHistoryAndComesBackOnTheSamePort() {
        try (var cluster = ControlPlane.start(Options.apiServer())) {
            cluster.kubectl("create", "configmap", "one").ok();
            var before =
                    cluster.kubectl(
                                    "get",
                                    "cm",
                                    "one",
                                    "-o",
                                    "jsonpath={.metadata.resourceVersion}")
                            .ok()
                            .out();
            cluster.kubectl("label", "configmap", "one", "a=b").ok();
            var watch =
                    "/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=1&resourceVersion="
                            + before;
            assertThat(cluster.get(watch).body()).contains("MODIFIED");

            cluster.forgetHistory();

            assertThat(cluster.get(watch).body()).contains("ERROR").contains("\"code\":410");
            assertThat(cluster.kubectl("get", "configmap", "one").ok().out()).contains("one");
            assertThatThrownBy(cluster::audit).hasMessageContaining("withAudit");
        }
    }

    @Test
    void aPartThatCannotStartIsNamedWithItsLog() {
        assertThatThrownBy(() ->
                        ControlPlane.start(Options.apiServer().apiServerFlags("--no-such-flag")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ended kube-apiserver exit status 1")
                .hasMessageContaining("unknown flag: --no-such-flag");
    }

    @Test
    void nothingIsLeftAfterClosing() {
        var cluster = ControlPlane.start(Options.whole());
        var pids = List.copyOf(cluster.pids().values());
        assertThat(pids).hasSize(6).allMatch(ControlPlaneClusterIT::runs);

        cluster.close();

        assertThat(pids).noneMatch(ControlPlaneClusterIT::runs);
    }

    @Test
    void nothingIsLeftOfAClusterWhoseTestIsKilled(@TempDir Path folder) {
        var log = folder.resolve("parent.log");
        try (var parent =
                ServiceProcess.ofMain(
                                SourceCompiler.classPath(), "dev.pairplane.testkit.SampleCluster")
                        .property("java.io.tmpdir", folder)
                        .log(log)
                        .readyWhen(() -> Files.exists(log) && text(log).contains("ready\n"))
                        // Longer than a cluster may take, whose error says what was amiss.
                        .start(LIMIT.plusSeconds(30))) {
            var pids =
                    parent.logText()
                            .lines()
                            .filter(line -> line.startsWith("part "))
                            .map(line -> Long.parseLong(line.split(" ", -1)[2]))
                            .toList();
            assertThat(pids).hasSize(6).allMatch(ControlPlaneClusterIT::runs);

            parent.kill().exitedWith(137);

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> pids.stream().noneMatch(ControlPlaneClusterIT::runs));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingIsLeftOfAClusterWhoseSupervisorIsKilled() {
        try (var cluster = ControlPlane.start(Options.whole())) {
            var pids = cluster.pids();
            var supervisor = Objects.requireNonNull(pids.get("supervisor"));

            ProcessHandle.of(supervisor).ifPresent(ProcessHandle::destroyForcibly);

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> pids.values().stream().noneMatch(ControlPlaneClusterIT::runs));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A container's first process may not collect the dead; such a zombie does not run.
    private static boolean runs(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().command())
                .isPresent();
    }
}
