package dev.pairplane.difftracker.outbound.kubernetes;

import java.util.Locale;

/// What an exchange with the Kubernetes API is for; the label of its metrics and spans.
public enum KubernetesOperation {
    GET_SERVICE,
    PATCH_SERVICE,
    PATCH_SERVICE_STATUS,
    CREATE_EVENT,
    PATCH_EVENT;

    /// `get_service`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
