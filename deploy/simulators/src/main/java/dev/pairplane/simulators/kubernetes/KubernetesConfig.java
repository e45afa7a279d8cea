package dev.pairplane.simulators.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a simulator is to be. [#defaults] is good for a test; change what matters with the methods.
///
/// @param port 0 for any free one
/// @param snapshot what it begins with, empty for a new cluster
/// @param serviceRanges one or two CIDR ranges of different families, the primary one first
/// @param logCapacity how many changes can be watched from later on; at least 1
/// @param bookmarkInterval how often a quiet watch hears of its version
/// @param collectsGarbage whether what a deleted object owned is deleted
/// @param podsEndAfter how long a pod on a node takes to end once it is deleted, at most its grace;
///   empty for never, as on a server without kubelets
/// @param users who a bearer token stands for; another token stands for itself
/// @param seed of names, UIDs and improbable faults
public record KubernetesConfig(
        int port,
        Optional<JsonNode> snapshot,
        List<String> serviceRanges,
        int logCapacity,
        Duration bookmarkInterval,
        boolean collectsGarbage,
        Optional<Duration> podsEndAfter,
        Map<String, String> users,
        Clock clock,
        long seed) {

    /// Where the simulator listens when it is run on its own.
    public static final int DEFAULT_PORT = 8091;

    private static final int LOG_CAPACITY = 20_000;
    private static final Duration BOOKMARKS = Duration.ofSeconds(30);

    public KubernetesConfig {
        serviceRanges = List.copyOf(serviceRanges);
        users = Map.copyOf(users);
        if (serviceRanges.isEmpty() || serviceRanges.size() > 2) {
            throw new IllegalArgumentException(
                    "one or two ranges of Service addresses, not " + serviceRanges);
        }
        if (logCapacity < 1) {
            throw new IllegalArgumentException("a log of " + logCapacity + " changes is none");
        }
    }

    /// An empty dual-stack cluster on any free port, without kubelets, with garbage collection.
    public static KubernetesConfig defaults() {
        return new KubernetesConfig(
                0,
                Optional.empty(),
                List.of("10.96.0.0/16", "fd00:10:96::/112"),
                LOG_CAPACITY,
                BOOKMARKS,
                true,
                Optional.empty(),
                Map.of(),
                Clock.systemUTC(),
                1);
    }

    public KubernetesConfig withPort(int value) {
        return new KubernetesConfig(
                value,
                snapshot,
                serviceRanges,
                logCapacity,
                bookmarkInterval,
                collectsGarbage,
                podsEndAfter,
                users,
                clock,
                seed);
    }

    public KubernetesConfig withSnapshot(JsonNode value) {
        return new KubernetesConfig(
                port,
                Optional.of(value),
                serviceRanges,
                logCapacity,
                bookmarkInterval,
                collectsGarbage,
                podsEndAfter,
                users,
                clock,
                seed);
    }

    public KubernetesConfig withServiceRanges(String... values) {
        return new KubernetesConfig(
                port,
                snapshot,
                List.of(values),
                logCapacity,
                bookmarkInterval,
                collectsGarbage,
                podsEndAfter,
                users,
                clock,
                seed);
    }

    public KubernetesConfig withLogCapacity(int value) {
        return new KubernetesConfig(
                port,
                snapshot,
                serviceRanges,
                value,
                bookmarkInterval,
                collectsGarbage,
                podsEndAfter,
                users,
                clock,
                seed);
    }

    public KubernetesConfig withBookmarkInterval(Duration value) {
        return new KubernetesConfig(
                port,
                snapshot,
                serviceRanges,
                logCapacity,
                value,
                collectsGarbage,
                podsEndAfter,
                users,
                clock,
                seed);
    }

    public KubernetesConfig withGarbageCollection(boolean value) {
        return new KubernetesConfig(
                port,
                snapshot,
                serviceRanges,
                logCapacity,
                bookmarkInterval,
                value,
                podsEndAfter,
                users,
                clock,
                seed);
    }

    public KubernetesConfig withPodsEndingAfter(Duration value) {
        return new KubernetesConfig(
                port,
                snapshot,
                serviceRanges,
                logCapacity,
                bookmarkInterval,
                collectsGarbage,
                Optional.of(value),
                users,
                clock,
                seed);
    }

    public KubernetesConfig withUsers(Map<String, String> value) {
        return new KubernetesConfig(
                port,
                snapshot,
                serviceRanges,
                logCapacity,
                bookmarkInterval,
                collectsGarbage,
                podsEndAfter,
                value,
                clock,
                seed);
    }

    public KubernetesConfig withClock(Clock value) {
        return new KubernetesConfig(
                port,
                snapshot,
                serviceRanges,
                logCapacity,
                bookmarkInterval,
                collectsGarbage,
                podsEndAfter,
                users,
                value,
                seed);
    }

    public KubernetesConfig withSeed(long value) {
        return new KubernetesConfig(
                port,
                snapshot,
                serviceRanges,
                logCapacity,
                bookmarkInterval,
                collectsGarbage,
                podsEndAfter,
                users,
                clock,
                value);
    }
}
