package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.queue.QueueFigures;
import dev.pairplane.publishing.inbound.json.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The queue as it is shown.
final class QueueDocument {

    private QueueDocument() {}

    /// A number, as short as it can be written.
    static Json number(double value) {
        BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
        return new Json.Numeral(exact.signum() == 0 ? "0" : exact.toPlainString());
    }

    private static Json percent(long part, long whole, long otherwise) {
        BigDecimal value =
                whole == 0
                        ? BigDecimal.valueOf(otherwise)
                        : BigDecimal.valueOf(part)
                                .movePointRight(2)
                                .divide(BigDecimal.valueOf(whole), 1, RoundingMode.HALF_UP);
        return number(value.doubleValue());
    }

    private static long sum(Map<Tier, Integer> counts) {
        return counts.values().stream().mapToLong(n -> n).sum();
    }

    private static int of(Map<Tier, Integer> counts, Tier tier) {
        return counts.getOrDefault(tier, 0);
    }

    static Json status(QueueFigures figures) {
        return Json.object()
                .put("size", sum(figures.waiting()))
                .put("capacity", sum(figures.capacity()))
                .put(
                        "utilization_percent",
                        percent(sum(figures.admitted()), sum(figures.capacity()), 0))
                .put("workers_count", figures.workers())
                .put("active_jobs", figures.active())
                .put("high", of(figures.waiting(), Tier.HIGH))
                .put("medium", of(figures.waiting(), Tier.MEDIUM))
                .put("low", of(figures.waiting(), Tier.LOW))
                .put("total", sum(figures.waiting()))
                .build();
    }

    /// @param pending dead letters that were never replayed; empty when that is not known
    static Json stats(QueueFigures figures, OptionalLong pending) {
        Optional<Duration> oldest =
                figures.oldest().values().stream().max(Comparator.naturalOrder());
        return Json.object()
                .put("total_size", sum(figures.waiting()))
                .put("high_priority", of(figures.waiting(), Tier.HIGH))
                .put("med_priority", of(figures.waiting(), Tier.MEDIUM))
                .put("low_priority", of(figures.waiting(), Tier.LOW))
                .put("capacity", sum(figures.capacity()))
                .put("high_priority_capacity", of(figures.capacity(), Tier.HIGH))
                .put("medium_priority_capacity", of(figures.capacity(), Tier.MEDIUM))
                .put("low_priority_capacity", of(figures.capacity(), Tier.LOW))
                .put("worker_count", figures.workers())
                .put("active_jobs", figures.active())
                .put("idle_workers", Math.max(0, figures.workers() - figures.active()))
                .put("retrying", figures.retrying())
                .put("deferred", figures.deferred())
                .put("total_submitted", figures.submitted())
                .put("total_completed", figures.completed())
                .put("total_failed", figures.failed())
                .put("total_collapsed", figures.collapsed())
                .put("since", Rfc3339.text(figures.since()))
                .put(
                        "success_rate_percent",
                        percent(figures.completed(), figures.completed() + figures.failed(), 100))
                .put(
                        "dlq_size",
                        pending.isPresent() ? Json.of(pending.orElseThrow()) : new Json.Null())
                .put("circuit_breakers", breakerStates(figures))
                .put(
                        "oldest_job_age_seconds",
                        oldest.map(age -> number(age.toMillis() / 1000.0)).orElse(new Json.Null()))
                .put("scope", "instance")
                .build();
    }

    private static Json breakerStates(QueueFigures figures) {
        Json.Builder states = Json.object();
        lanes(figures).forEach(lane -> states.put(lane.target(), lane.breaker().state()));
        return states.build();
    }

    private static List<QueueFigures.LaneFigures> lanes(QueueFigures figures) {
        return figures.lanes().stream()
                .sorted(Comparator.comparing(QueueFigures.LaneFigures::target))
                .toList();
    }

    /// The state of a target's breaker.
    static Optional<String> breakerState(QueueFigures figures, String target) {
        return figures.lanes().stream()
                .filter(lane -> lane.target().equals(target))
                .map(lane -> lane.breaker().state())
                .findFirst();
    }

    static Json breakers(QueueFigures figures) {
        return new Json.Items(lanes(figures).stream().map(QueueDocument::breaker).toList());
    }

    private static Json breaker(QueueFigures.LaneFigures lane) {
        QueueFigures.BreakerFigures breaker = lane.breaker();
        return Json.object()
                .put("target_name", lane.target())
                .put("state", breaker.state())
                .put("consecutive_failures", breaker.consecutiveFailures())
                .put("opened_at", breaker.openedAt().map(Rfc3339::text))
                .put("next_probe_at", breaker.nextProbeAt().map(Rfc3339::text))
                .put("half_open_successes", breaker.halfOpenSuccesses())
                .put("trips_total", breaker.trips())
                .put("recoveries_total", breaker.recoveries())
                .put("last_error", breaker.lastError())
                .build();
    }
}
