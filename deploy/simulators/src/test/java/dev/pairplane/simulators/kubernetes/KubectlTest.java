package dev.pairplane.simulators.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tool that people use is content with the server. Skipped where there is none.
class KubectlTest {

    @TempDir private Path folder;
    private KubernetesSimulator simulator;
    private Path kubectl;

    @BeforeEach
    void start() throws IOException {
        Optional<Path> found =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(directory -> Path.of(directory, "kubectl"))
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeThat(found).as("a kubectl on the PATH").isPresent();
        kubectl = found.orElseThrow();
        simulator = KubernetesSimulator.start(KubernetesConfig.defaults());
        simulator.writeKubeconfig(folder.resolve("config"));
    }

    @AfterEach
    void stop() {
        if (simulator != null) {
            simulator.close();
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(kubectl.toString(), "--cache-dir", folder.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", folder.resolve("config").toString());
        return builder.start();
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private String apply(ObjectNode object) throws IOException, InterruptedException {
        Path file = folder.resolve("object.json");
        Files.writeString(file, object.toString());
        return run("apply", "-f", file.toString());
    }

    @Test
    void appliesGetsAndDescribes() throws Exception {
        ObjectNode service = Samples.loadBalancer("web");
        assertThat(apply(service)).contains("service/web created");
        ((ObjectNode) service.at("/spec/ports/0")).put("port", 81);

        assertThat(apply(service)).contains("service/web configured");
        assertThat(apply(service)).contains("service/web unchanged");
        assertThat(run("get", "svc"))
                .contains("LoadBalancer", "<pending>", "81:3")
                .doesNotContain("80:3");
        assertThat(run("describe", "svc", "web")).contains("Port:", "http  81/TCP");
        assertThat(run("get", "all", "-A", "-o", "name"))
                .contains("service/web", "service/kubernetes");
        assertThat(run("explain", "service.spec.ports.targetPort")).contains("targetPort");
    }

    @Test
    void changesAndDeletes() throws Exception {
        simulator.create(Samples.loadBalancer("web"));

        run("label", "svc", "web", "tier=gold");
        run("annotate", "svc", "web", "note=x");
        run(
                "patch",
                "svc",
                "web",
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"20.0.0.1\"}]}}}");
        assertThat(run("get", "svc", "-l", "tier=gold")).contains("20.0.0.1");
        assertThat(
                        run(
                                "wait",
                                "svc/web",
                                "--for=jsonpath={.spec.type}=LoadBalancer",
                                "--timeout=5s"))
                .contains("condition met");
        assertThat(run("delete", "svc", "web")).contains("deleted");
        assertThat(simulator.get("services", "default", "web")).isEmpty();
    }

    @Test
    void watches() throws Exception {
        simulator.create(Samples.configMap("one"));
        Process process = start("get", "configmaps", "-w");
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).startsWith("NAME");
            assertThat(lines.readLine()).startsWith("one");

            simulator.create(Samples.configMap("two"));

            assertThat(lines.readLine()).startsWith("two");
        } finally {
            process.destroy();
        }
    }

    @Test
    void seesANodeWithItsPods() throws Exception {
        simulator.create(
                Json.parse(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"n1\"}}"));
        simulator.create(Samples.pod("p", "n1"));

        assertThat(run("describe", "node", "n1")).contains("Non-terminated Pods:", "default");
        assertThat(run("get", "pods", "-o", "wide")).contains("Pending", "n1");
        assertThat(run("describe", "pod", "p")).contains("example/web:1");
        assertThat(run("get", "nodes")).contains("n1");
    }
}
