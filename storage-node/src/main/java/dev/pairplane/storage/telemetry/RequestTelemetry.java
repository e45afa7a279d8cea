package dev.pairplane.storage.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.metrics.Counter;
import dev.pairplane.observability.metrics.Histogram;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.storage.core.engine.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;

/// Counts requests. Safe for all threads.
public final class RequestTelemetry {
    /// Why a request can be refused before the store is asked.
    static final List<String> VALIDATION_REASONS =
            List.of(
                    "invalid_argument",
                    "key_too_large",
                    "value_too_large",
                    "invalid_tenant",
                    "invalid_key",
                    "undecodable");

    private static final EventLog LOG = EventLog.of(RequestTelemetry.class);

    private final Map<String, Side> sides = new HashMap<>();
    private final Counter deletes;
    private final Map<String, Counter> errors = new HashMap<>();
    private final Map<String, Counter> rejections = new HashMap<>();

    /// What is counted of an operation.
    ///
    /// @param bytes takes the bytes of a request's values
    private record Side(Counter good, Counter bad, Histogram seconds, LongConsumer bytes) {}

    /// @param metrics where all of [StorageMetric] is registered
    public RequestTelemetry(Metrics metrics) {
        Histogram written = metrics.histogram(StorageMetric.WRITE_BYTES);
        Histogram read = metrics.histogram(StorageMetric.READ_BYTES);
        Counter ranges = metrics.counter(StorageMetric.RANGE_BYTES);
        Side writes =
                side(
                        metrics,
                        StorageMetric.WRITES,
                        StorageMetric.WRITE_SECONDS,
                        bytes -> written.record((double) bytes));
        Side scans = side(metrics, StorageMetric.RANGES, StorageMetric.RANGE_SECONDS, ranges::add);
        sides.put("write", writes);
        sides.put("delete", writes);
        sides.put(
                "read",
                side(
                        metrics,
                        StorageMetric.READS,
                        StorageMetric.READ_SECONDS,
                        bytes -> read.record((double) bytes)));
        sides.put(
                "repair",
                side(
                        metrics,
                        StorageMetric.REPAIRS,
                        StorageMetric.REPAIR_SECONDS,
                        bytes -> written.record((double) bytes)));
        sides.put("get_key_range", scans);
        sides.put("stream_keys", scans);
        this.deletes = metrics.counter(StorageMetric.DELETES);
        for (String operation : StorageMetric.Labels.OPERATION.values()) {
            for (String code : StorageMetric.Labels.CODE.values()) {
                errors.put(
                        operation + " " + code,
                        metrics.counter(StorageMetric.ERRORS, operation, code));
            }
        }
        for (String reason : VALIDATION_REASONS) {
            rejections.put(reason, metrics.counter(StorageMetric.VALIDATION_REJECTIONS, reason));
        }
    }

    private static Side side(
            Metrics metrics, StorageMetric requests, StorageMetric seconds, LongConsumer bytes) {
        return new Side(
                metrics.counter(requests, "false"),
                metrics.counter(requests, "true"),
                metrics.histogram(seconds),
                bytes);
    }

    static List<String> codes(Refusal... refusals) {
        List<String> codes = new ArrayList<>(List.of("invalid", "unexpected"));
        for (Refusal refusal : refusals) {
            codes.add(refusal.name().toLowerCase(Locale.ROOT));
        }
        return codes;
    }

    /// A request has ended.
    ///
    /// @param operation one of the label's values
    /// @param error whether it counts as an error
    /// @param code how it ended: a validation reason, a refusal, `unexpected`, or anything else for
    ///   a success
    /// @param nanos how long it took
    /// @param valueBytes bytes of the value taken in or given out, 0 when there was none
    public void ended(String operation, boolean error, String code, long nanos, long valueBytes) {
        Side side = sides.get(operation);
        if (side != null) {
            (error ? side.bad : side.good).increment();
            side.seconds.recordNanos(nanos);
            if (valueBytes > 0) {
                side.bytes.accept(valueBytes);
            }
        }
        if (operation.equals("delete")) {
            deletes.increment();
        }
        if (error) {
            Counter rejection = rejections.get(code);
            if (rejection != null) {
                rejection.increment();
            }
            Counter counter = errors.get(operation + " " + (rejection == null ? code : "invalid"));
            if (counter != null) {
                counter.increment();
            }
        }
    }

    /// A request met a defect of ours.
    public void failed(String operation, String keyHash, Throwable failure) {
        LOG.error(
                "a request failed unexpectedly",
                failure,
                field(StorageKey.OPERATION, operation),
                field(StorageKey.KEY_HASH, keyHash));
    }
}
