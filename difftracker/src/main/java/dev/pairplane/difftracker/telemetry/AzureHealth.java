package dev.pairplane.difftracker.telemetry;

import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.engine.Totals;
import dev.pairplane.observability.health.CheckResult;
import dev.pairplane.observability.health.HealthCheck;
import java.time.Duration;
import java.util.function.Supplier;

/// Whether Azure is read as often as it should be. Never critical: who is not ready for that cannot
/// be replaced by anybody who is.
public final class AzureHealth implements HealthCheck {
    private final Supplier<Totals> totals;
    private final Duration limit;

    /// @param resync from one full read of the gateway to the next; thrice that is a warning
    public AzureHealth(Supplier<Totals> totals, Duration resync) {
        this.totals = totals;
        this.limit = resync.multipliedBy(3);
    }

    @Override
    public String name() {
        return "azure";
    }

    @Override
    public CheckResult check() {
        Totals now = totals.get();
        if (now.mirrorAgeNanos() < 0) {
            return CheckResult.warning("not_read", "the gateway has not been read yet");
        }
        Duration age = Duration.ofNanos(now.mirrorAgeNanos());
        String evidence = "the gateway was read %d s ago".formatted(age.toSeconds());
        if (now.doubtfulLocations() > 0) {
            evidence += "; %d locations are in doubt".formatted(now.doubtfulLocations());
        }
        CheckResult result =
                now.phase() == StartPhase.RUNNING && age.compareTo(limit) > 0
                        ? CheckResult.warning("mirror_old", evidence)
                        : CheckResult.ok(evidence);
        return result.with("mirror_age_seconds", (double) age.toSeconds());
    }
}
