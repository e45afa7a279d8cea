package dev.pairplane.difftracker.telemetry;

import dev.pairplane.difftracker.core.engine.ControllerEvent.EngineCall;
import dev.pairplane.difftracker.core.engine.ErrorCode;
import dev.pairplane.difftracker.core.engine.OperationKind;
import dev.pairplane.difftracker.core.engine.ParkReason;
import dev.pairplane.difftracker.core.engine.ServiceState;
import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.state.ServiceKind;
import dev.pairplane.observability.metrics.Buckets;
import dev.pairplane.observability.metrics.Label;
import dev.pairplane.observability.metrics.MetricName;
import dev.pairplane.observability.metrics.MetricSpec;
import java.util.Arrays;
import java.util.function.Function;

/// The controller's metrics. The first sixteen, and the second name of one of them, are contracts:
/// dashboards and alerts use them.
public enum DifftrackerMetric implements MetricName {
    OPERATION_SECONDS(
            seconds(
                    "operation_duration_seconds",
                    Labels.CALLS,
                    "Time inside one call into the engine.",
                    Labels.CALL,
                    Labels.RESULT)),
    PENDING_OPERATIONS(
            gauge(
                    "pending_service_operations",
                    "Tracked services by state, those at rest (created) included.",
                    Labels.STATE,
                    Labels.SERVICE_TYPE)),
    BUFFERED_UPDATES(
            gauge(
                    "buffered_updates",
                    "Services whose endpoints wait for them to exist; pods are for egress, which is"
                            + " not there yet.",
                    Labels.UPDATE_TYPE)),
    OPERATIONS(
            counter(
                    "service_operations_total",
                    "Tries that ended, by what came of them; stopped are those whose service was"
                            + " not wanted so any more.",
                    Labels.OPERATION,
                    Labels.SERVICE_TYPE,
                    Labels.TRY_RESULT)),
    OPERATION_ATTEMPT_SECONDS(
            seconds(
                    "service_operation_duration_seconds",
                    Labels.ATTEMPTS,
                    "Time of one try, from hand-out to result.",
                    Labels.OPERATION,
                    Labels.SERVICE_TYPE)),
    OPERATION_RETRIES(
            MetricSpec.histogram(
                    Labels.PREFIX + "service_operation_retries",
                    Labels.RETRIES,
                    "Failed tries before an operation ended; 0 where the first one succeeded.",
                    Labels.OPERATION,
                    Labels.SERVICE_TYPE)),
    PENDING_DELETIONS(
            gauge("pending_deletions", "Services that wait for their addresses to leave.")),
    DELETION_CHECK_SECONDS(
            seconds(
                    "deletion_check_duration_seconds",
                    Labels.CHECKS,
                    "Time of looking through the services that wait for their addresses to"
                            + " leave.")),
    BLOCKED_DELETIONS(
            gauge(
                    "services_blocked_by_locations",
                    "Of the services that wait, those that still had addresses at the last look.")),
    CONCURRENT_OPERATIONS(gauge("service_updater_concurrent_operations", "Operations under way.")),
    BATCH_SIZE(
            MetricSpec.histogram(
                    Labels.PREFIX + "service_updater_batch_size",
                    Labels.BATCHES,
                    "Services handed out at one time.")),
    LOCATIONS_UPDATE_SECONDS(
            seconds(
                    "locations_update_duration_seconds",
                    Labels.SYNCS,
                    "Time of one pass over the addresses.",
                    Labels.RESULT)),
    LOCATIONS(gauge("locations_total", "Nodes in the mirror of the gateway.")),
    ADDRESSES(gauge("addresses_total", "Pods' addresses in the mirror of the gateway.")),
    TRACKED_SERVICES(
            gauge(
                    "tracked_services_total",
                    "Services wanted by the cluster, and those of ours that the gateway knows.",
                    Labels.TRACKED)),
    TRACKED_SERVICES_ALIAS(
            gauge(
                    "tracked_services",
                    "The same as tracked_services_total, under the name of the first checklist.",
                    Labels.RESOURCE)),
    STATE_TRANSITIONS(
            counter(
                    "state_transitions_total",
                    "Services that went from one state to another; absent is not tracked.",
                    Labels.FROM_STATE,
                    Labels.TO_STATE)),

    LEADER(gauge("leader", "1: this process acts. There is no election yet.")),
    ENABLED(gauge("servicegateway_enabled", "1: the controller is on.")),
    PHASE(gauge("start_phase", "1 for how far the start has come.", Labels.PHASE)),
    INITIALIZATION_SECONDS(
            gauge(
                    "initialization_duration_seconds",
                    "Time from the start to the first complete sync; 0 until then.")),
    PERMITS(gauge("service_updater_permits", "Operations that may be under way at once.")),
    OPERATION_RETRIES_COUNT(
            counter(
                    "operation_retries_total",
                    "Tries that failed and are made again.",
                    Labels.OPERATION)),
    OPERATION_ERRORS(
            counter(
                    "service_operation_errors_total",
                    "Tries that failed, by what Azure said.",
                    Labels.OPERATION,
                    Labels.SERVICE_TYPE,
                    Labels.ERROR_CODE)),
    OLDEST_AGE_SECONDS(
            gauge(
                    "pending_operation_oldest_age_seconds",
                    "The longest that a service has been in a state; 0 where there is none.",
                    Labels.STATE,
                    Labels.SERVICE_TYPE)),
    PARKED(counter("service_operations_parked_total", "Operations parked.", Labels.REASON)),
    PARKED_NOW(gauge("parked_services", "Services that are parked.", Labels.REASON)),
    STALE_RESULTS(
            counter(
                    "stale_results_total",
                    "Results of operations that were no longer the service's present one.")),
    SUBSTEP_FAILURES(
            counter(
                    "delete_substep_failures_total",
                    "Steps of deletions that failed and were passed over.",
                    Labels.STEP)),
    REJECTED_SERVICES(
            counter(
                    "services_rejected_total",
                    "Services that ask for what cannot be given, by reason.",
                    Labels.REJECTION)),
    ADDRESS_PUBLICATIONS(
            counter(
                    "address_publications_total",
                    "Public addresses written to Services.",
                    Labels.RESULT)),
    FINALIZERS_SCHEDULED(
            counter(
                    "finalizers_recovery_scheduled_total",
                    "Finalizers of an earlier process that were found at start.")),
    FINALIZERS_RECOVERED(
            counter(
                    "finalizers_recovered_total",
                    "Of those, how many are off by now, with all that they stood for.")),
    ADDRESSES_SYNCED(
            counter(
                    "location_addresses_synced_total",
                    "Addresses added, changed and removed at the gateway.",
                    Labels.ACTION)),
    SYNC_REFUSED(
            counter(
                    "location_sync_terminal_errors_total",
                    "Updates of addresses refused as wrong (400, 422).")),
    SYNC_ABANDONED(
            counter(
                    "location_sync_abandoned_total",
                    "Outages in which no update of addresses went through; they are tried on.",
                    Labels.OUTAGE)),
    QUARANTINED(
            counter(
                    "addresses_quarantined_total",
                    "Addresses left out for a while because Azure refuses them.")),
    DOUBTFUL_LOCATIONS(
            gauge("doubtful_locations", "Nodes with addresses that are maybe at the gateway.")),
    LAST_SYNC(
            gauge(
                    "last_successful_sync_timestamp_seconds",
                    "When everything wanted of addresses was last seen sent, in seconds"
                            + " since 1970; 0 before the first time.")),
    MIRROR_AGE(
            gauge(
                    "mirror_age_seconds",
                    "Time since the gateway was last read whole; -1 before the first time.")),
    DRIFT(
            gauge(
                    "drift_items",
                    "Places where the gateway was not as left, at the last full read.",
                    Labels.DRIFT)),
    HELD_REMOVALS(gauge("brake_held_removals", "Removals that the brake of a start holds.")),
    WATCH_FAILURES(
            counter(
                    "kubernetes_watch_failures_total",
                    "Lists and watches of the API server that failed.",
                    Labels.KIND)),
    WATCHED_OBJECTS(
            gauge("kubernetes_watched_objects", "Objects known of the API server.", Labels.KIND)),
    AZURE_CALLS(
            counter(
                    "azure_calls_total",
                    "Requests to Azure, by what came back; polls and later pages included.",
                    Labels.AZURE_OPERATION,
                    Labels.ANSWER)),
    AZURE_CALL_SECONDS(
            seconds(
                    "azure_call_duration_seconds",
                    Buckets.DEFAULT,
                    "Time of one request to Azure.",
                    Labels.AZURE_OPERATION)),
    KUBERNETES_CALLS(
            counter(
                    "kubernetes_calls_total",
                    "Reads and writes of single objects of the API server, by what came back.",
                    Labels.KUBERNETES_OPERATION,
                    Labels.ANSWER)),
    BREAKER_OPEN(
            gauge(
                    "circuit_breaker_open",
                    "1 while no requests are sent because too many failed.",
                    Labels.PEER)),
    EVENTS_DROPPED(counter("events_dropped_total", "Kubernetes events that were not recorded.")),
    SERIAL_QUEUE(gauge("serial_queue_tasks", "Tasks that wait for the serial executor."));

    private final MetricSpec spec;

    DifftrackerMetric(MetricSpec spec) {
        this.spec = spec;
    }

    @Override
    public MetricSpec spec() {
        return spec;
    }

    private static MetricSpec counter(String name, String meaning, Label... labels) {
        return MetricSpec.counter(Labels.PREFIX + name, meaning, labels);
    }

    private static MetricSpec gauge(String name, String meaning, Label... labels) {
        return MetricSpec.gauge(Labels.PREFIX + name, meaning, labels);
    }

    private static MetricSpec seconds(
            String name, Buckets buckets, String meaning, Label... labels) {
        return MetricSpec.histogram(Labels.PREFIX + name, buckets, meaning, labels);
    }

    /// The labels, their values, and the buckets.
    static final class Labels {
        static final String PREFIX = "difftracker_engine_";
        static final String SUCCESS = "success";
        static final String ERROR = "error";
        static final String STOPPED = "stopped";

        /// What a service is that is not tracked.
        static final String ABSENT = "absent";

        static final Label CALL = Label.ofEnum("operation", EngineCall.Call.class);
        static final Label RESULT = Label.of("result", SUCCESS, ERROR);
        static final Label TRY_RESULT = Label.of("result", SUCCESS, ERROR, STOPPED);
        static final Label STATE = Label.of("state", labels(ServiceState.values()));
        static final Label FROM_STATE = Label.of("from_state", statesAndAbsent());
        static final Label TO_STATE = Label.of("to_state", statesAndAbsent());
        static final Label SERVICE_TYPE =
                Label.of("service_type", texts(ServiceKind.values(), ServiceKind::label));
        static final Label UPDATE_TYPE = Label.of("update_type", "endpoints", "pods");
        static final Label OPERATION =
                Label.of("operation", texts(OperationKind.values(), OperationKind::label));
        static final Label TRACKED =
                Label.of("state", "k8s_services", "nrp_loadbalancers", "nrp_natgateways");
        static final Label RESOURCE =
                Label.of("resource", "k8s", "nrp_loadbalancers", "nrp_natgateways");
        static final Label PHASE = Label.ofEnum("phase", StartPhase.class);
        static final Label ERROR_CODE =
                Label.of(
                        "error_code",
                        Arrays.stream(ErrorCode.values())
                                .filter(ErrorCode::isError)
                                .map(ErrorCode::label)
                                .toArray(String[]::new));
        static final Label REASON =
                Label.of("reason", texts(ParkReason.values(), ParkReason::label));
        static final Label STEP = Label.of("step", "remove_backend_pool", "other");
        static final Label REJECTION = Label.open("reason", 32);
        static final Label ACTION = Label.of("action", "add", "update", "remove");
        static final Label OUTAGE =
                Label.of("reason", "init_attempts_exhausted", "drain_attempts_exhausted");
        static final Label DRIFT = Label.of("kind", "addresses");
        static final Label KIND = Label.of("kind", "services", "endpointslices", "nodes");

        static final Label AZURE_OPERATION =
                Label.of(
                        "operation",
                        "list_public_ips",
                        "list_load_balancers",
                        "list_nat_gateways",
                        "list_services",
                        "list_locations",
                        "get_public_ip",
                        "get_load_balancer",
                        "put_public_ip",
                        "put_load_balancer",
                        "delete_public_ip",
                        "delete_load_balancer",
                        "update_services",
                        "update_locations");
        static final Label KUBERNETES_OPERATION =
                Label.of(
                        "operation",
                        "get_service",
                        "patch_service",
                        "patch_service_status",
                        "create_event",
                        "patch_event");
        static final Label ANSWER = Label.of("answer", "2xx", "4xx", "429", "5xx", "other", "none");
        static final Label PEER = Label.of("peer", "azure", "kubernetes");

        static final Buckets CALLS = Buckets.of(.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5);
        static final Buckets ATTEMPTS = Buckets.of(.1, .5, 1, 2.5, 5, 10, 30, 60, 120);
        static final Buckets RETRIES = Buckets.of(0, 1, 2, 3, 5, 10, 20);
        static final Buckets CHECKS = Buckets.of(.001, .005, .01, .025, .05, .1, .25, .5);
        static final Buckets BATCHES = Buckets.of(0, 1, 2, 5, 10, 20, 50, 100);
        static final Buckets SYNCS = Buckets.of(.01, .05, .1, .25, .5, 1, 2.5, 5);

        private Labels() {}

        private static String[] labels(ServiceState... states) {
            return texts(states, ServiceState::label);
        }

        private static String[] statesAndAbsent() {
            String[] states =
                    Arrays.copyOf(labels(ServiceState.values()), ServiceState.values().length + 1);
            states[states.length - 1] = ABSENT;
            return states;
        }

        private static <T> String[] texts(T[] values, Function<T, String> text) {
            return Arrays.stream(values).map(text).toArray(String[]::new);
        }
    }
}
