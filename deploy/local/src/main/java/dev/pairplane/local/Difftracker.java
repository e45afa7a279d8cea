package dev.pairplane.local;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The controller between a cluster and the simulated Azure.
///
/// @param port the console and the debug documents
/// @param managementPort health and metrics
/// @param azure what it manages
/// @param kubeconfig which cluster
/// @param loadBalancerClass the class of the Services that it serves
record Difftracker(
        int port,
        int managementPort,
        SimulatedAzure azure,
        Path kubeconfig,
        String loadBalancerClass)
        implements Program {

    static final String NAME = "difftracker";

    /// What a Service names to be served.
    static final String CLASS = "pairplane.dev/service-gateway";

    private static final Jvm JVM = new Jvm(192);
    private static final long DISK = 64L << 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ports.Claim> claims() {
        return List.of(
                new Ports.Claim(port, name() + " (console)"),
                new Ports.Claim(managementPort, name() + " (health, metrics)"));
    }

    @Override
    public List<UrlTable.Entry> urls() {
        return List.of(
                new UrlTable.Entry(name(), "console", page(port, "/")),
                new UrlTable.Entry(name(), "state", page(port, "/debug/difftracker/state")),
                new UrlTable.Entry(name(), "metrics", page(managementPort, "/metrics")),
                new UrlTable.Entry(name(), "health", page(managementPort, "/health")));
    }

    @Override
    public long disk() {
        return DISK;
    }

    @Override
    public Optional<String> missing(Installation installation) {
        Path jar = installation.packages().difftracker();
        return Files.isRegularFile(jar)
                ? Optional.empty()
                : Optional.of(
                        "difftracker is not packaged (%s is missing): build it with 'mvn -Dquick -pl difftracker -am package', or use 'make run'"
                                .formatted(jar));
    }

    @Override
    public ChildProcess.Spec prepare(Installation installation, Path home, Path log)
            throws Failure {
        Path config = Jvm.configure(home, yaml());
        return new ChildProcess.Spec(
                name(),
                JVM.service(installation, installation.packages().difftracker()),
                Map.of("CONFIG_PATH", config.toString(), "KUBECONFIG", kubeconfig.toString()),
                home,
                log,
                page(managementPort, "/health/ready"));
    }

    private static URI page(int port, String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }

    private String yaml() {
        return """
        # Written by the local launcher at each start; changes are lost.
        server:
          host: %s
          port: %d
        metrics:
          port: %d
        difftracker:
          cluster_name: local
          service_selection: class
          load_balancer_class: "%s"
          operations:
            # A restart waits as long for what a killed process may still have under way; nothing takes so
            # long in the simulated Azure.
            call_timeout: 10s
          azure:
            subscription_id: %s
            resource_group: %s
            location: %s
            service_gateway_name: %s
            vnet_name: %s
            api_version: "%s"
            arm_endpoint: %s
            token_source: static
            token: %s
        logging:
          format: console
        """
                .formatted(
                        HOST,
                        port,
                        managementPort,
                        loadBalancerClass,
                        SimulatedAzure.SUBSCRIPTION,
                        SimulatedAzure.GROUP,
                        SimulatedAzure.LOCATION,
                        SimulatedAzure.GATEWAY,
                        SimulatedAzure.NETWORK,
                        SimulatedAzure.API_VERSION,
                        azure.endpoint(),
                        SimulatedAzure.TOKEN);
    }
}
