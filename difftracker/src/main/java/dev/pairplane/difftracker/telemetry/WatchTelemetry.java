package dev.pairplane.difftracker.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.observability.metrics.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// What the watches report, as metrics and logs. Safe for all threads.
public final class WatchTelemetry {
    private static final EventLog LOG = EventLog.of(WatchTelemetry.class);

    private final Metrics metrics;

    /// @param metrics where all of [DifftrackerMetric] is registered
    public WatchTelemetry(Metrics metrics) {
        this.metrics = metrics;
    }

    /// Lets the gauges show how many objects there are.
    public void watch(Supplier<List<WatchState>> states) {
        for (String kind : DifftrackerMetric.Labels.KIND.values()) {
            metrics.gauge(
                    DifftrackerMetric.WATCHED_OBJECTS,
                    () ->
                            states.get().stream()
                                    .filter(state -> state.kind().equals(kind))
                                    .mapToInt(WatchState::objects)
                                    .sum(),
                    kind);
        }
    }

    /// Everything of a kind was listed.
    public void listed(String kind, int objects, int vanished) {
        LOG.info(
                vanished == 0 ? "objects listed" : "objects listed, some are gone",
                field(DifftrackerKey.KIND, kind),
                field(StandardKey.COUNT, objects));
    }

    /// A list or watch failed. Only the first failure of a row is logged.
    public void failed(String kind, int failures, String error) {
        metrics.counter(DifftrackerMetric.WATCH_FAILURES, kind).increment();
        if (failures == 1) {
            LOG.warn(
                    "a watch fails, and is tried again until it succeeds",
                    field(DifftrackerKey.KIND, kind),
                    field(DifftrackerKey.CAUSE, error));
        }
    }

    /// A watch that failed goes on.
    public void recovered(String kind, Duration after) {
        LOG.info(
                "a watch goes on",
                field(DifftrackerKey.KIND, kind),
                field(DifftrackerKey.DURATION, EngineTelemetry.decimal(after)));
    }
}
