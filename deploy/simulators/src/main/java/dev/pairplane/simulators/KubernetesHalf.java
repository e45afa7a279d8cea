package dev.pairplane.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.kubernetes.KubernetesConfig;
import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The Kubernetes API server of the process. Its pods end a second after they are deleted, since
/// nobody else would end them.
final class KubernetesHalf implements Simulator {

    private static final String NAME = "kubernetes";
    private static final Duration PODS_END_AFTER = Duration.ofSeconds(1);

    private final KubernetesSimulator simulator;

    private KubernetesHalf(KubernetesSimulator simulator) {
        this.simulator = simulator;
    }

    static Simulator start(Options options, JsonNode snapshots) throws IOException {
        KubernetesConfig config =
                KubernetesConfig.defaults()
                        .withPort(options.kubernetesPort())
                        .withPodsEndingAfter(PODS_END_AFTER)
                        .withSeed(options.seed());
        KubernetesSimulator simulator =
                KubernetesSimulator.start(
                        snapshots.has(NAME) ? config.withSnapshot(snapshots.path(NAME)) : config);
        Optional<Path> kubeconfig = options.kubeconfig();
        if (kubeconfig.isPresent()) {
            try {
                simulator.writeKubeconfig(kubeconfig.orElseThrow());
            } catch (IOException e) {
                simulator.close();
                throw e;
            }
        }
        return new KubernetesHalf(simulator);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String address() {
        return "Kubernetes API " + simulator.uri();
    }

    @Override
    public long version() {
        return simulator.version();
    }

    @Override
    public JsonNode snapshot() {
        return simulator.snapshot();
    }

    @Override
    public void close() {
        simulator.close();
    }
}
