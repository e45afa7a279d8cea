package dev.pairplane.publishing.telemetry;

import dev.pairplane.observability.health.CheckResult;
import dev.pairplane.observability.health.HealthCheck;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.queue.QueueFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// How full the tiers are. A warning above 80 %, never more: a full tier answers 503 by itself, and
/// the replica goes on serving the others.
public final class QueueHealth implements HealthCheck {
    private static final double FULL = 0.8;

    private final Supplier<QueueFigures> figures;

    /// @param figures the queue's
    public QueueHealth(Supplier<QueueFigures> figures) {
        this.figures = figures;
    }

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public CheckResult check() {
        QueueFigures now = figures.get();
        List<String> full = new ArrayList<>();
        for (Tier tier : Tier.values()) {
            int admitted = now.admitted().getOrDefault(tier, 0);
            int capacity = now.capacity().getOrDefault(tier, 0);
            if (admitted > capacity * FULL) {
                full.add(
                        String.format(
                                Locale.ROOT, "%s has %d of %d", tier.label(), admitted, capacity));
            }
        }
        int waiting = now.waiting().values().stream().mapToInt(Integer::intValue).sum();
        return full.isEmpty()
                ? CheckResult.ok(waiting + " jobs wait")
                : CheckResult.warning("queue_filling", String.join("; ", full));
    }
}
