package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Helm as its users have it: another version than the library's, and able to do what that cannot.
/// `make tools` builds it; where it is missing, these tests are skipped.
class HelmProgramIT {
    @TempDir private Path folder;

    @BeforeAll
    static void programIsThere() {
        HelmProgram.assumeItIsThere();
    }

    static List<String> names() {
        return Chart.valuesNames();
    }

    static List<String> accepted() {
        return Chart.accepted().toList();
    }

    /// Invariant 1: the defaults, and every values file.
    @ParameterizedTest
    @MethodSource("names")
    void strictLintIsClean(String name) throws Exception {
        HelmProgram.Result result =
                helm(
                        "lint",
                        Chart.FOLDER.toString(),
                        "--strict",
                        "--kube-version=" + Chart.kubernetesOf(name),
                        "--values=" + Chart.valuesFile(name));

        assertThat(result.exit()).as(result.text()).isZero();
        assertThat(result.out())
                .contains("0 chart(s) failed")
                .doesNotContain("[WARNING]", "[ERROR]");
    }

    /// The program renders what the library renders, hooks included: those that the library leaves
    /// out unless their annotation is spelled otherwise.
    @ParameterizedTest
    @MethodSource("accepted")
    void theProgramRendersWhatTheLibraryRenders(String name) throws Exception {
        assertThat(template(name).files()).isEqualTo(Chart.render(name).files());
    }

    /// `auto` is for what the cluster knows, which the library cannot be told.
    @Test
    void whatTheClusterKnowsDecidesWhereNobodyElseDoes() throws Exception {
        Rendered monitored =
                template(
                        "minimal",
                        "--api-versions=monitoring.coreos.com/v1/ServiceMonitor",
                        "--api-versions=monitoring.coreos.com/v1/PrometheusRule");
        Rendered openshift = template("minimal", "--api-versions=security.openshift.io/v1");

        assertThat(monitored.of(Kind.SERVICE_MONITOR)).hasSize(3);
        assertThat(monitored.of(Kind.PROMETHEUS_RULE)).hasSize(3);
        assertThat(monitored.services())
                .allSatisfy(workload ->
                        assertThat(workload.podAnnotations())
                                .doesNotContainKey("prometheus.io/scrape"));
        assertThat(openshift.files()).isEqualTo(Chart.render("openshift").files());
    }

    /// A rollback brings back what was there, and makes nothing new.
    @Test
    void aRollbackBringsBackWhatWasThere() throws Exception {
        Assumptions.assumeTrue(
                ControlPlane.missing().isEmpty(), () -> ControlPlane.missing().orElseThrow());
        Path changed = folder.resolve("changed.yaml");
        Files.writeString(
                changed,
                Yaml.merged(
                        Chart.read(Chart.valuesFile("minimal")),
                        "{global: {log: {level: DEBUG}}, publishing-queue: {autoscaling: {enabled:"
                                + " false}}}"));
        try (ControlPlane cluster = ControlPlane.start(ControlPlane.Options.apiServer())) {
            String to = "--kubeconfig=" + cluster.kubeconfig(ControlPlane.ADMIN);
            helm(
                            "install",
                            "pp",
                            Chart.FOLDER.toString(),
                            to,
                            "--values=" + Chart.valuesFile("minimal"))
                    .ok();
            String before = helm("get", "manifest", "pp", to).ok().out();
            helm("upgrade", "pp", Chart.FOLDER.toString(), to, "--values=" + changed).ok();
            String between = helm("get", "manifest", "pp", to).ok().out();

            helm("rollback", "pp", to).ok();

            assertThat(between).isNotEqualTo(before);
            assertThat(helm("get", "manifest", "pp", to).ok().out()).isEqualTo(before);
            assertThat(
                            cluster.kubectl(
                                            "get",
                                            "configmap",
                                            "pp-storage-node-config",
                                            "--output=yaml")
                                    .ok()
                                    .out())
                    .contains("level: \"info\"")
                    .doesNotContain("debug");
            assertThat(cluster.kubectl("get", "hpa", "--output=name").ok().out())
                    .contains("pp-publishing-queue");
            helm("uninstall", "pp", to).ok();
            assertThat(
                            cluster.kubectl(
                                            "get",
                                            "all,configmap,pdb,networkpolicy,serviceaccount",
                                            "--selector=app.kubernetes.io/instance=pp",
                                            "--output=name")
                                    .ok()
                                    .out())
                    .isEmpty();
        }
    }

    private HelmProgram.Result helm(String... arguments) throws IOException, InterruptedException {
        return new HelmProgram(folder).run(arguments);
    }

    private Rendered template(String name, String... more)
            throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "template",
                                Chart.RELEASE,
                                Chart.FOLDER.toString(),
                                "--namespace=" + Chart.NAMESPACE,
                                "--kube-version=" + Chart.kubernetesOf(name),
                                "--values=" + Chart.valuesFile(name)));
        arguments.addAll(List.of(more));
        return Rendered.of(
                new HelmProgram(folder).run(arguments.toArray(String[]::new)).ok().out());
    }
}
