package dev.pairplane.difftracker.it;

import dev.pairplane.simulators.azure.AzureConfig;
import dev.pairplane.simulators.azure.AzureSimulator;
import dev.pairplane.simulators.azure.GatewaySeed;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.CallKind;
import dev.pairplane.simulators.azure.fault.Flavour;
import dev.pairplane.simulators.azure.fault.Latency;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import dev.pairplane.testkit.ControlPlane;
import dev.pairplane.testkit.FreePorts;
import dev.pairplane.testkit.Readiness;
import dev.pairplane.testkit.ScrapeFile;
import dev.pairplane.testkit.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The packaged controller, with the token of the account that the chart makes and no rights but
/// those the chart gives it, between a real control plane and a simulated Azure that answers its
/// writes with operations to be polled.
final class ClusterWorld implements AutoCloseable {
    static final String ACCOUNT = "system:serviceaccount:pairplane:pp-difftracker";
    static final String ROLE =
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/pp-difftracker-pairplane";
    static final Duration NODE_HOLD = Duration.ofSeconds(2);

    /// For so long after its start a controller's deletions wait for what a killed one may have
    /// under way.
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private static final Path JAR =
            Path.of(
                    System.getProperty("pairplane.build.directory", "target"),
                    "quarkus-app/quarkus-run.jar");
    private static final Path CHART =
            Path.of("../deploy/helm/rendered/minimal/charts/difftracker/templates");
    private static final Duration START = Duration.ofSeconds(90);
    private static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
    private static final String GROUP = "group";

    private final ControlPlane plane;
    private final AzureSimulator azure;
    private final ServiceProcess process;
    private final int metricsPort;
    private final HttpClient http = HttpClient.newHttpClient();

    private ClusterWorld(
            ControlPlane plane, AzureSimulator azure, ServiceProcess process, int metricsPort) {
        this.plane = plane;
        this.azure = azure;
        this.process = process;
        this.metricsPort = metricsPort;
    }

    /// Starts all three; the controller is ready when this returns.
    static ClusterWorld start(Path folder) throws IOException {
        var plane = ControlPlane.start(ControlPlane.Options.whole().withAudit());
        AzureSimulator azure = null;
        try {
            plane.kubectl("create", "namespace", "pairplane").ok();
            plane.apply(Files.readString(CHART.resolve("serviceaccount.yaml")));
            plane.apply(Files.readString(CHART.resolve("rbac.yaml")));
            var seed = GatewaySeed.of(SUBSCRIPTION, GROUP);
            azure = AzureSimulator.start(AzureConfig.onAnyPort().seed(seed).behaviour(usual()));
            var ports = ports();
            var process =
                    plan(folder, plane.kubeconfig(ACCOUNT), azure.uri(), seed, ports).start(START);
            return new ClusterWorld(plane, azure, process, ports.metrics());
        } catch (RuntimeException | IOException | AssertionError e) {
            if (azure != null) {
                azure.close();
            }
            plane.close();
            throw e;
        }
    }

    private record Ports(int main, int metrics) {}

    private static Ports ports() {
        try (var ports = FreePorts.hold(2)) {
            return new Ports(ports.next(), ports.next());
        }
    }

    private static ServiceProcess.Plan plan(
            Path folder, Path kubeconfig, URI arm, GatewaySeed seed, Ports ports) {
        return ServiceProcess.ofJar(JAR)
                .jvm("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .property("server.port", ports.main())
                .property("metrics.port", ports.metrics())
                .property("difftracker.cluster_name", "real")
                .property("difftracker.node_hold", NODE_HOLD.toSeconds() + "s")
                .property("difftracker.operations.call_timeout", CALL_TIMEOUT.toSeconds() + "s")
                .property("difftracker.azure.arm_endpoint", arm)
                .property("difftracker.azure.subscription_id", SUBSCRIPTION)
                .property("difftracker.azure.resource_group", GROUP)
                .property("difftracker.azure.location", seed.location())
                .property("difftracker.azure.service_gateway_name", seed.gateway())
                .property("difftracker.azure.vnet_name", seed.network())
                .property("difftracker.azure.token_source", "static")
                .property("difftracker.azure.token", "anything")
                .property("difftracker.azure.poll_interval", "50ms")
                .args("--kubeconfig", kubeconfig.toString())
                .log(folder.resolve("difftracker.log"))
                .readyWhen(Readiness.http(ServiceProcess.loopback(ports.main(), "/readyz")));
    }

    /// Every write is an operation of a tenth of a second.
    private static Behaviour usual() {
        var latency = new Latency(Duration.ofMillis(2), Duration.ofMillis(20));
        var behaviour =
                Behaviour.likeAzure()
                        .flavours(
                                Flavour.ASYNC_OPERATION, Flavour.LOCATION, Flavour.ASYNC_OPERATION)
                        .delays(Duration.ofMillis(100), 0);
        for (CallKind kind : CallKind.values()) {
            behaviour = behaviour.latency(kind, latency);
        }
        return behaviour;
    }

    ControlPlane plane() {
        return plane;
    }

    AzureSimulator azure() {
        return azure;
    }

    ServiceProcess process() {
        return process;
    }

    /// From now on operations on resources take this long.
    void azureTakes(Duration delay) {
        azure.behave(usual().delays(delay, 0));
    }

    void azureIsQuickAgain() {
        azure.behave(usual());
    }

    /// What is in Azure besides what the platform put there.
    List<String> made() {
        return azure.resources().stream()
                .filter(resource ->
                        resource.kind() != ResourceKind.SERVICE_GATEWAY
                                && resource.kind() != ResourceKind.VIRTUAL_NETWORK)
                .map(resource -> resource.kind().path() + "/" + resource.name())
                .toList();
    }

    /// Whether Azure has anything that is named after a Service.
    boolean knows(String uid) {
        return made().stream().anyMatch(name -> name.contains(uid))
                || registers(uid)
                || WantedAddresses.held(azure.locations()).names(uid);
    }

    /// Whether the gateway has a service that is named after a Service.
    boolean registers(String uid) {
        return azure.services().stream().anyMatch(service -> service.name().equals(uid));
    }

    /// The address of a Service's public IP in Azure.
    String publicAddress(String uid) {
        return azure.resources().stream()
                .filter(resource -> resource.name().equals(uid + "-pip"))
                .map(resource -> resource.json().at("/properties/ipAddress").asText())
                .findFirst()
                .orElse("");
    }

    ScrapeFile scrape() {
        try {
            var response =
                    http.send(
                            HttpRequest.newBuilder(ServiceProcess.loopback(metricsPort, "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return ScrapeFile.parse(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
        process.close();
        try {
            plane.close();
        } finally {
            azure.close();
        }
    }
}
