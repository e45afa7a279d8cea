package dev.pairplane.publishing.telemetry;

import dev.pairplane.observability.health.CheckResult;
import dev.pairplane.observability.health.HealthCheck;
import dev.pairplane.publishing.core.intake.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Whether this replica can keep the promise of a 202: it belongs to the replicas, has taken up
/// what was left, knows its targets, and the journal takes what it is given. Critical otherwise, so
/// that no request is sent here; a queue that is merely full is no reason.
public final class ReadinessHealth implements HealthCheck {
    private final Supplier<Readiness> readiness;

    /// @param readiness the core's
    public ReadinessHealth(Supplier<Readiness> readiness) {
        this.readiness = readiness;
    }

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public CheckResult check() {
        Readiness now = readiness.get();
        List<String> missing = new ArrayList<>();
        if (!now.targets()) {
            missing.add("the targets were not loaded yet");
        }
        if (!now.joined()) {
            missing.add("this replica has not joined the others");
        }
        if (!now.recovered()) {
            missing.add("it was not looked yet for jobs that nobody works");
        }
        if (!now.writable()) {
            missing.add("the database has committed nothing for seconds");
        }
        return missing.isEmpty()
                ? CheckResult.ok("the journal takes what it is given")
                : CheckResult.critical("journal_unavailable", String.join("; ", missing));
    }
}
