package dev.pairplane.observability.health;

import java.util.Map;
import java.util.Optional;

/// What a check found.
///
/// @param evidence one line for people, with the figures that led to the severity
/// @param reason a stable word for machines (`disk_full`), given by checks that are not OK
/// @param facts numbers that the readiness answer shows beside it (`disk_usage_percent`)
public record CheckResult(
        Severity severity, String evidence, Optional<String> reason, Map<String, Double> facts) {
    public CheckResult {
        facts = Map.copyOf(facts);
    }

    /// Nothing is wrong.
    public static CheckResult ok(String evidence) {
        return new CheckResult(Severity.OK, evidence, Optional.empty(), Map.of());
    }

    /// Degraded, still ready.
    public static CheckResult warning(String reason, String evidence) {
        return new CheckResult(Severity.WARNING, evidence, Optional.of(reason), Map.of());
    }

    /// Not ready.
    public static CheckResult critical(String reason, String evidence) {
        return new CheckResult(Severity.CRITICAL, evidence, Optional.of(reason), Map.of());
    }

    /// The same result with one more number.
    public CheckResult with(String fact, double value) {
        Map<String, Double> more = new java.util.HashMap<>(facts);
        more.put(fact, value);
        return new CheckResult(severity, evidence, reason, more);
    }
}
