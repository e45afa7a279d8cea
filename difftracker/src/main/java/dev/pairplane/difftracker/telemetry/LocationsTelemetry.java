package dev.pairplane.difftracker.telemetry;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.difftracker.core.locations.LocationsEvent;
import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.observability.metrics.Metrics;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Turns what happens with addresses into metrics and logs. On the serial executor only.
final class LocationsTelemetry implements Consumer<LocationsEvent> {
    private static final EventLog LOG = EventLog.of(LocationsTelemetry.class);

    private final Metrics metrics;

    LocationsTelemetry(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void accept(LocationsEvent event) {
        switch (event) {
            case LocationsEvent.PassEnded pass -> passed(pass);
            case LocationsEvent.BatchRefused(var error) -> {
                if (error.status() == 400 || error.status() == 422) {
                    metrics.counter(DifftrackerMetric.SYNC_REFUSED).increment();
                }
                LOG.warn(
                        "an update of addresses is refused, and is looked through for the culprit",
                        field(DifftrackerKey.CAUSE, error));
            }
            case LocationsEvent.Quarantined out -> {
                metrics.counter(DifftrackerMetric.QUARANTINED).increment();
                LOG.warn(
                        "an address that is refused is left out for a while",
                        field(DifftrackerKey.LOCATION, out.location()),
                        field(DifftrackerKey.POD_ADDRESS, out.address()),
                        field(
                                DifftrackerKey.SERVICE_UID,
                                String.join(",", new TreeSet<>(out.services()))),
                        field(DifftrackerKey.CAUSE, out.error()));
            }
            case LocationsEvent.InDoubt(int doubtful, String why) ->
                    LOG.warn(
                            "the answer to an update of addresses is lost",
                            field(StandardKey.COUNT, doubtful),
                            field(DifftrackerKey.CAUSE, why));
            case LocationsEvent.Reread(int differences) -> {
                metrics.gauge(DifftrackerMetric.DRIFT, "addresses").set(differences);
                if (differences > 0) {
                    LOG.warn("the gateway was not as left", field(StandardKey.COUNT, differences));
                }
            }
            case LocationsEvent.Stalled(int failures, boolean initial) -> {
                metrics.counter(
                                DifftrackerMetric.SYNC_ABANDONED,
                                initial ? "init_attempts_exhausted" : "drain_attempts_exhausted")
                        .increment();
                LOG.error(
                        "no update of addresses goes through; it is tried on",
                        field(StandardKey.COUNT, failures));
            }
        }
    }

    private void passed(LocationsEvent.PassEnded pass) {
        metrics.histogram(
                        DifftrackerMetric.LOCATIONS_UPDATE_SECONDS,
                        EngineTelemetry.result(pass.success()))
                .recordNanos(pass.nanos());
        synced("add", pass.added());
        synced("update", pass.updated());
        synced("remove", pass.removed());
    }

    private void synced(String action, int addresses) {
        metrics.counter(DifftrackerMetric.ADDRESSES_SYNCED, action).add((long) addresses);
    }
}
