package dev.pairplane.difftracker.telemetry;

import dev.pairplane.observability.logging.LogKey;

/// The controller's own log fields. Those that name a service's operation are spelled as the
/// specification has them.
public enum DifftrackerKey implements LogKey {
    /// The identity: a Service's UID or an egress gateway's name.
    SERVICE_UID("serviceUID"),
    /// `create` or `delete`.
    OPERATION("operation"),
    /// The state a service is in now.
    STATE("state"),
    /// In seconds.
    DURATION("duration"),
    /// 1 for the first try of a burst.
    ATTEMPT("attempt"),
    /// Of one operation, over all its tries; Azure is given it too.
    CORRELATION_ID("correlationId"),
    /// What Azure calls a request.
    AZURE_REQUEST_ID("azureRequestId"),
    /// The Service, as namespace and name.
    SERVICE("service"),
    /// The state a service was in before.
    FROM_STATE("from_state"),
    /// As in the metrics.
    ERROR_CODE("error_code"),
    /// What the other side said.
    CAUSE("cause"),
    /// How far the start has come.
    PHASE("phase"),
    /// Of HTTP.
    STATUS("status"),
    /// Which part of an operation.
    STEP("step"),
    /// A node's address.
    LOCATION("location"),
    /// A pod's address.
    POD_ADDRESS("pod_address"),
    /// A kind of Kubernetes objects.
    KIND("kind"),
    /// Until something is tried again, in seconds.
    RETRY_IN("retry_in");

    private final String key;

    DifftrackerKey(String key) {
        this.key = key;
    }

    @Override
    public String key() {
        return key;
    }
}
