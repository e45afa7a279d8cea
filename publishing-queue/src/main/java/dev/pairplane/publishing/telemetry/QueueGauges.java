package dev.pairplane.publishing.telemetry;

import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.core.queue.QueueFigures;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Gauges of the queue, read when they are scraped; and every series of a target, from the moment
/// it is known, so that rates begin at zero.
public final class QueueGauges {
    /// How many dead letters are listed.
    public static final int NEWEST = PublishingMetric.Labels.NEWEST;

    private static final double NANOS = 1e9;
    private static final List<String> REASONS =
            List.of("circuit_open", "hold", "target_disabled", "target_missing");

    private final Metrics metrics;
    private final Supplier<QueueFigures> figures;

    /// Targets whose series are there. Files are read by another thread than letters are counted.
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /// Targets that had dead letters when they were counted last.
    private Set<String> waitedFor = Set.of();

    /// @param figures the queue's; must not wait
    public QueueGauges(Metrics metrics, Supplier<QueueFigures> figures) {
        this.metrics = metrics;
        this.figures = figures;
    }

    /// Lets all gauges show what is.
    public void watch() {
        for (Tier tier : Tier.values()) {
            String label = tier.label();
            gauge(PublishingMetric.QUEUE_SIZE, now -> now.waiting().getOrDefault(tier, 0), label);
            gauge(PublishingMetric.QUEUE_UTILIZATION, now -> utilization(now, tier), label);
            gauge(
                    PublishingMetric.QUEUE_CAPACITY,
                    now -> now.capacity().getOrDefault(tier, 0),
                    label);
            gauge(
                    PublishingMetric.OLDEST_JOB,
                    now -> now.oldest().getOrDefault(tier, Duration.ZERO).toNanos() / NANOS,
                    label);
        }
        gauge(PublishingMetric.WORKERS_ACTIVE, QueueFigures::active);
        gauge(PublishingMetric.ACTIVE_WORKERS, QueueFigures::active);
        gauge(PublishingMetric.WORKERS_IDLE, now -> Math.max(0, now.workers() - now.active()));
    }

    private static double utilization(QueueFigures now, Tier tier) {
        int capacity = now.capacity().getOrDefault(tier, 0);
        return capacity == 0 ? 0 : (double) now.admitted().getOrDefault(tier, 0) / capacity;
    }

    /// The targets are these now. May be called from any thread, one at a time.
    public void targets(TargetSet targets) {
        for (boolean enabled : new boolean[] {true, false}) {
            metrics.gauge(PublishingMetric.TARGETS, "webhook", Boolean.toString(enabled))
                    .set(
                            (double)
                                    targets.all().stream()
                                            .filter(t -> t.enabled() == enabled)
                                            .count());
        }
        for (Target target : targets.all()) {
            if (known.add(target.name())) {
                begin(target.name());
            }
        }
    }

    private void begin(String target) {
        for (String reason : REASONS) {
            gauge(
                    PublishingMetric.JOBS_DEFERRED,
                    now -> deferred(now, target, reason),
                    target,
                    reason);
        }
        metrics.gauge(PublishingMetric.BREAKER_STATE, target);
        metrics.gauge(PublishingMetric.DLQ_SIZE, target);
        metrics.counter(PublishingMetric.BREAKER_TRIPS, target);
        metrics.counter(PublishingMetric.BREAKER_RECOVERIES, target);
        metrics.counter(PublishingMetric.AMBIGUOUS, target);
        metrics.counter(PublishingMetric.WEBHOOK_REFUSED_ADDRESSES, target);
        metrics.histogram(PublishingMetric.WEBHOOK_BYTES, target);
        for (String state : List.of("succeeded", "failed", "dlq", "collapsed")) {
            metrics.counter(PublishingMetric.JOBS_PROCESSED, target, state);
        }
        for (Tier tier : Tier.values()) {
            metrics.counter(PublishingMetric.JOB_COMPLETED, target, tier.label());
            metrics.histogram(PublishingMetric.JOB_DURATION, target, tier.label());
        }
        for (ErrorType type : ErrorType.values()) {
            metrics.counter(PublishingMetric.JOB_FAILED, target, type.label());
            metrics.counter(PublishingMetric.DLQ_WRITES, target, type.label());
            metrics.counter(PublishingMetric.RETRY_ATTEMPTS, target, type.label());
        }
        for (String result : List.of("success", "failure")) {
            metrics.counter(PublishingMetric.DLQ_REPLAYS, target, result);
        }
    }

    private static double deferred(QueueFigures now, String target, String reason) {
        for (QueueFigures.LaneFigures lane : now.lanes()) {
            if (lane.target().equals(target)
                    && lane.deferredReason().filter(reason::equals).isPresent()) {
                return lane.waiting().values().stream().mapToInt(Integer::intValue).sum();
            }
        }
        return 0;
    }

    /// How many dead letters wait for somebody, by target, from a count in the store. Targets that
    /// are not named have none, those that are no longer configured included. To be called by one
    /// thread at a time.
    public void deadLetters(Map<String, Long> pending) {
        Set<String> all = new HashSet<>(known);
        all.addAll(waitedFor);
        all.addAll(pending.keySet());
        all.forEach(target ->
                metrics.gauge(PublishingMetric.DLQ_SIZE, target)
                        .set((double) pending.getOrDefault(target, 0L)));
        waitedFor = Set.copyOf(pending.keySet());
    }

    /// Which of those failed last. To be called by one thread at a time.
    ///
    /// @param newest at most [#NEWEST]
    public void newest(List<DeadLetters.Newest> newest) {
        Map<List<String>, Double> rows = new HashMap<>();
        for (DeadLetters.Newest letter : newest) {
            rows.merge(
                    List.of(
                            letter.target(),
                            letter.errorType().label(),
                            letter.fingerprint(),
                            "false"),
                    1.0,
                    Double::sum);
        }
        metrics.list(PublishingMetric.DLQ_ENTRIES, rows);
    }

    /// How many unfinished jobs the journal has, by state, from a count in the store.
    public void rows(Map<JobState, Long> unfinished) {
        for (JobState state : Jobs.UNFINISHED) {
            metrics.gauge(PublishingMetric.JOURNAL_ROWS, state.label())
                    .set((double) unfinished.getOrDefault(state, 0L));
        }
    }

    private void gauge(
            PublishingMetric metric, ToDoubleFunction<QueueFigures> value, String... labels) {
        metrics.gauge(metric, () -> value.applyAsDouble(figures.get()), labels);
    }
}
