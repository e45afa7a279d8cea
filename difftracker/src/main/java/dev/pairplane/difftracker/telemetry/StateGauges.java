package dev.pairplane.difftracker.telemetry;

import dev.pairplane.difftracker.core.engine.ParkReason;
import dev.pairplane.difftracker.core.engine.ServiceState;
import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.engine.Totals;
import dev.pairplane.difftracker.core.state.ServiceKind;
import dev.pairplane.observability.metrics.Metrics;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Gauges that are read when they are scraped. Nothing here waits for the controller.
public final class StateGauges {
    private static final double NANOS = 1e9;

    private final Metrics metrics;
    private final Supplier<Totals> totals;
    private final InstantSource clock;

    /// @param totals the controller's
    public StateGauges(Metrics metrics, Supplier<Totals> totals, InstantSource clock) {
        this.metrics = metrics;
        this.totals = totals;
        this.clock = clock;
    }

    /// Lets all gauges show what is.
    ///
    /// @param permits operations that may be under way at once
    public void watch(int permits) {
        metrics.gauge(DifftrackerMetric.LEADER).set(1);
        metrics.gauge(DifftrackerMetric.ENABLED).set(1);
        metrics.gauge(DifftrackerMetric.PERMITS).set(permits);
        services();
        for (ParkReason reason : ParkReason.values()) {
            gauge(
                    DifftrackerMetric.PARKED_NOW,
                    now -> now.parked().getOrDefault(reason, 0),
                    reason.label());
        }
        for (StartPhase phase : StartPhase.values()) {
            gauge(
                    DifftrackerMetric.PHASE,
                    now -> now.phase() == phase ? 1 : 0,
                    phase.name().toLowerCase(Locale.ROOT));
        }
        gauge(DifftrackerMetric.BUFFERED_UPDATES, Totals::bufferedEndpoints, "endpoints");
        gauge(DifftrackerMetric.PENDING_DELETIONS, Totals::pendingDeletions);
        gauge(DifftrackerMetric.BLOCKED_DELETIONS, Totals::blockedDeletions);
        gauge(DifftrackerMetric.CONCURRENT_OPERATIONS, Totals::running);
        gauge(DifftrackerMetric.LOCATIONS, Totals::locations);
        gauge(DifftrackerMetric.ADDRESSES, Totals::addresses);
        gauge(DifftrackerMetric.DOUBTFUL_LOCATIONS, Totals::doubtfulLocations);
        gauge(DifftrackerMetric.HELD_REMOVALS, Totals::heldRemovals);
        tracked();
        gauge(
                DifftrackerMetric.MIRROR_AGE,
                now -> now.mirrorAgeNanos() < 0 ? -1 : now.mirrorAgeNanos() / NANOS);
        gauge(DifftrackerMetric.LAST_SYNC, this::lastSync);
    }

    private void services() {
        for (ServiceKind kind : ServiceKind.values()) {
            for (ServiceState state : ServiceState.values()) {
                gauge(
                        DifftrackerMetric.PENDING_OPERATIONS,
                        now -> of(now.services(), kind).getOrDefault(state, 0),
                        state.label(),
                        kind.label());
                gauge(
                        DifftrackerMetric.OLDEST_AGE_SECONDS,
                        now -> of(now.oldestNanos(), kind).getOrDefault(state, 0L) / NANOS,
                        state.label(),
                        kind.label());
            }
        }
    }

    private static <T> Map<ServiceState, T> of(
            Map<ServiceKind, Map<ServiceState, T>> all, ServiceKind kind) {
        return all.getOrDefault(kind, Map.of());
    }

    private void tracked() {
        for (DifftrackerMetric metric :
                new DifftrackerMetric[] {
                    DifftrackerMetric.TRACKED_SERVICES, DifftrackerMetric.TRACKED_SERVICES_ALIAS
                }) {
            boolean alias = metric == DifftrackerMetric.TRACKED_SERVICES_ALIAS;
            gauge(metric, Totals::wantedServices, alias ? "k8s" : "k8s_services");
            gauge(metric, Totals::registeredLoadBalancers, "nrp_loadbalancers");
            gauge(metric, Totals::registeredNatGateways, "nrp_natgateways");
        }
    }

    private double lastSync(Totals now) {
        return now.syncAgeNanos() < 0
                ? 0
                : clock.instant().toEpochMilli() / 1e3 - now.syncAgeNanos() / NANOS;
    }

    private void gauge(DifftrackerMetric metric, ToDoubleFunction<Totals> value, String... labels) {
        metrics.gauge(metric, () -> value.applyAsDouble(totals.get()), labels);
    }
}
