package dev.pairplane.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.azure.AzureConfig;
import dev.pairplane.simulators.azure.AzureSimulator;
import dev.pairplane.simulators.azure.GatewaySeed;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The Azure of the process, with the one service gateway that the platform would have made.
final class AzureHalf implements Simulator {

    private static final String NAME = "azure";
    private static final GatewaySeed GATEWAY =
            GatewaySeed.of("00000000-0000-0000-0000-000000000001", "pairplane");

    private final AzureSimulator simulator;

    private AzureHalf(AzureSimulator simulator) {
        this.simulator = simulator;
    }

    static Simulator start(Options options, JsonNode snapshots) throws IOException {
        AzureConfig config = AzureConfig.standard().port(options.azurePort()).seed(GATEWAY);
        return new AzureHalf(
                AzureSimulator.start(
                        snapshots.has(NAME) ? config.restore(snapshots.path(NAME)) : config));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String address() {
        return "Azure " + simulator.uri();
    }

    /// Small states, so comparing them costs less than counting their changes.
    @Override
    public long version() {
        return simulator.snapshot().hashCode();
    }

    @Override
    public JsonNode snapshot() {
        return simulator.snapshot();
    }

    @Override
    public void close() {
        try {
            simulator.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
