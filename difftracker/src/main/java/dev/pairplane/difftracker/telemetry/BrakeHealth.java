package dev.pairplane.difftracker.telemetry;

import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.engine.Totals;
import dev.pairplane.observability.health.CheckResult;
import dev.pairplane.observability.health.HealthCheck;
import java.util.function.Supplier;

/// Whether a start is held because it would remove too much. Critical then, until somebody confirms
/// the removals or brings back what is missing.
public final class BrakeHealth implements HealthCheck {
    private final Supplier<Totals> totals;

    /// @param totals the controller's
    public BrakeHealth(Supplier<Totals> totals) {
        this.totals = totals;
    }

    @Override
    public String name() {
        return "brake";
    }

    @Override
    public CheckResult check() {
        Totals now = totals.get();
        return now.phase() == StartPhase.HELD_BY_BRAKE
                ? CheckResult.critical(
                                "removals_held",
                                "%1$d removals are held; if they are meant, start with --confirm-removals=%1$d"
                                        .formatted(now.heldRemovals()))
                        .with("held_removals", now.heldRemovals())
                : CheckResult.ok("nothing is held");
    }
}
