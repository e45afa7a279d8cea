package dev.pairplane.local;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Both simulators in one process, or Azure's alone.
///
/// @param azurePort where Azure's API answers
/// @param kubernetesPort where the Kubernetes API answers; empty when there is a cluster already
/// @param kubeconfig written for the Kubernetes API
record Simulators(int azurePort, OptionalInt kubernetesPort, Path kubeconfig) implements Program {

    static final String NAME = "simulators";

    private static final Jvm JVM = new Jvm(192);
    private static final long DISK = 64L << 20;

    SimulatedAzure azure() {
        return new SimulatedAzure(azurePort);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ports.Claim> claims() {
        List<Ports.Claim> claims = new ArrayList<>();
        claims.add(new Ports.Claim(azurePort, "the Azure simulator"));
        kubernetesPort.ifPresent(
                port -> claims.add(new Ports.Claim(port, "the Kubernetes simulator")));
        return claims;
    }

    @Override
    public List<UrlTable.Entry> urls() {
        List<UrlTable.Entry> urls = new ArrayList<>();
        urls.add(new UrlTable.Entry("azure", "state", azurePage("/simulator/state")));
        urls.add(new UrlTable.Entry("azure", "calls", azurePage("/simulator/journal")));
        kubernetesPort.ifPresent(port -> {
            urls.add(new UrlTable.Entry("kubernetes", "API", kubernetesPage(port, "/api")));
            urls.add(
                    new UrlTable.Entry(
                            "kubernetes", "state", kubernetesPage(port, "/simulator/state")));
        });
        return urls;
    }

    @Override
    public long disk() {
        return DISK;
    }

    @Override
    public Optional<String> missing(Installation installation) {
        return Files.isRegularFile(installation.packages().simulators())
                ? Optional.empty()
                : Optional.of(notPackaged(installation));
    }

    /// What to say of the jar, which the receiver is in too.
    static String notPackaged(Installation installation) {
        return "the simulators are not packaged (%s is missing): build them with 'mvn -Dquick -pl deploy/simulators -am package', or use 'make run'"
                .formatted(installation.packages().simulators());
    }

    @Override
    public ChildProcess.Spec prepare(Installation installation, Path home, Path log) {
        List<String> program =
                new ArrayList<>(
                        List.of(
                                "-jar",
                                installation.packages().simulators().toString(),
                                "--parent-pipe",
                                "--azure-port",
                                Integer.toString(azurePort)));
        if (kubernetesPort.isPresent()) {
            program.addAll(
                    List.of(
                            "--data-dir",
                            home.toString(),
                            "--kubernetes-port",
                            Integer.toString(kubernetesPort.orElseThrow()),
                            "--kubeconfig",
                            kubeconfig.toString()));
        } else {
            // What it remembers for a cluster of yours is not what it remembers for the simulated
            // one.
            program.addAll(
                    List.of(
                            "--data-dir",
                            home.resolve("own-cluster").toString(),
                            "--no-kubernetes"));
        }
        return new ChildProcess.Spec(
                name(), JVM.command(installation, program), Map.of(), home, log, ready());
    }

    private URI ready() {
        return kubernetesPort.isPresent()
                ? kubernetesPage(kubernetesPort.orElseThrow(), "/readyz")
                : azurePage("/simulator/health");
    }

    private URI azurePage(String path) {
        return azure().endpoint().resolve(path);
    }

    private static URI kubernetesPage(int port, String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }
}
