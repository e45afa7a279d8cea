package dev.pairplane.observability.health;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The state of a process at one moment.
///
/// @param started whether the start was completed once
/// @param stalled names of the loops without progress; the process lives when there are none
/// @param conditions why the process is not ready whatever its checks say, oldest first
/// @param results by check, in the order of registration; empty until the checks ran once
public record HealthSnapshot(
        Instant at,
        boolean started,
        List<String> stalled,
        List<String> conditions,
        Map<String, CheckResult> results) {
    /// The reason while no check has answered yet.
    public static final String CHECKS_PENDING = "checks_pending";

    public HealthSnapshot {
        stalled = List.copyOf(stalled);
        conditions = List.copyOf(conditions);
        results = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(results));
    }

    /// Whether the process makes progress. A dead one is to be restarted.
    public boolean live() {
        return stalled.isEmpty();
    }

    /// Whether the process may get traffic.
    public boolean ready() {
        return notReady().isEmpty();
    }

    /// The first reason why the process is not ready: a condition, else the first critical check's.
    public Optional<String> notReady() {
        return conditions.stream()
                .findFirst()
                .or(() ->
                        results.entrySet().stream()
                                .filter(e -> e.getValue().severity() == Severity.CRITICAL)
                                .map(e -> e.getValue().reason().orElse(e.getKey()))
                                .findFirst());
    }

    /// The worst of the checks; conditions do not count here.
    public Overall overall() {
        Severity worst =
                results.values().stream()
                        .map(CheckResult::severity)
                        .max(Severity::compareTo)
                        .orElse(Severity.OK);
        return switch (worst) {
            case OK -> Overall.HEALTHY;
            case WARNING -> Overall.DEGRADED;
            case CRITICAL -> Overall.UNHEALTHY;
        };
    }
}
