package dev.pairplane.simulators.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.azure.cloud.Timer;
import dev.pairplane.simulators.azure.fault.Behaviour;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How a simulator is started. Start from [#onAnyPort] or [#standard].
///
/// @param port 0 for any free one
/// @param seeds gateways that are there from the start, unless the restored state has them
/// @param randomSeed for probabilities and latencies
/// @param clock for the journal and the token bucket
/// @param timer for everything that takes time; empty for real time
/// @param publicIpLimit how many public IPs there can be
/// @param bodyLimit bytes of a request's body
/// @param journalLimit requests that are remembered
/// @param snapshotFile read at start where it exists, written on close and on demand
/// @param restore a state to start with, instead of the file's
public record AzureConfig(
        int port,
        Behaviour behaviour,
        Set<String> apiVersions,
        List<GatewaySeed> seeds,
        long randomSeed,
        Clock clock,
        Optional<Timer> timer,
        int publicIpLimit,
        int bodyLimit,
        int journalLimit,
        Optional<Path> snapshotFile,
        Optional<JsonNode> restore) {

    public static final int DEFAULT_PORT = 8090;

    public AzureConfig {
        apiVersions = Set.copyOf(apiVersions);
        seeds = List.copyOf(seeds);
    }

    /// For tests: any free port, everything done at once, nothing in it.
    public static AzureConfig onAnyPort() {
        return new AzureConfig(
                0,
                Behaviour.prompt(),
                Set.of("2025-05-01", "2026-03-01"),
                List.of(),
                1,
                Clock.systemUTC(),
                Optional.empty(),
                100_000,
                4 * 1024 * 1024,
                10_000,
                Optional.empty(),
                Optional.empty());
    }

    /// For people: port 8090, asynchronous as Azure is.
    public static AzureConfig standard() {
        return onAnyPort().port(DEFAULT_PORT).behaviour(Behaviour.likeAzure());
    }

    public AzureConfig port(int newPort) {
        return copy(newPort, behaviour, seeds, publicIpLimit, snapshotFile, restore);
    }

    public AzureConfig behaviour(Behaviour newBehaviour) {
        return copy(port, newBehaviour, seeds, publicIpLimit, snapshotFile, restore);
    }

    public AzureConfig seed(GatewaySeed... newSeeds) {
        return copy(port, behaviour, List.of(newSeeds), publicIpLimit, snapshotFile, restore);
    }

    public AzureConfig publicIpLimit(int limit) {
        return copy(port, behaviour, seeds, limit, snapshotFile, restore);
    }

    public AzureConfig snapshotFile(Path file) {
        return copy(port, behaviour, seeds, publicIpLimit, Optional.of(file), restore);
    }

    public AzureConfig restore(JsonNode snapshot) {
        return copy(port, behaviour, seeds, publicIpLimit, snapshotFile, Optional.of(snapshot));
    }

    /// Another clock and timer; [SimulatedTime] is both.
    public AzureConfig time(Clock newClock, Timer newTimer) {
        return new AzureConfig(
                port,
                behaviour,
                apiVersions,
                seeds,
                randomSeed,
                newClock,
                Optional.of(newTimer),
                publicIpLimit,
                bodyLimit,
                journalLimit,
                snapshotFile,
                restore);
    }

    /// Another seed for probabilities and latencies.
    public AzureConfig random(long newSeed) {
        return new AzureConfig(
                port,
                behaviour,
                apiVersions,
                seeds,
                newSeed,
                clock,
                timer,
                publicIpLimit,
                bodyLimit,
                journalLimit,
                snapshotFile,
                restore);
    }

    /// Other limits, in bytes of a body and in requests of the journal.
    public AzureConfig limits(int newBodyLimit, int newJournalLimit) {
        return new AzureConfig(
                port,
                behaviour,
                apiVersions,
                seeds,
                randomSeed,
                clock,
                timer,
                publicIpLimit,
                newBodyLimit,
                newJournalLimit,
                snapshotFile,
                restore);
    }

    private AzureConfig copy(
            int newPort,
            Behaviour newBehaviour,
            List<GatewaySeed> newSeeds,
            int newLimit,
            Optional<Path> newFile,
            Optional<JsonNode> newRestore) {
        return new AzureConfig(
                newPort,
                newBehaviour,
                apiVersions,
                newSeeds,
                randomSeed,
                clock,
                timer,
                newLimit,
                bodyLimit,
                journalLimit,
                newFile,
                newRestore);
    }
}
