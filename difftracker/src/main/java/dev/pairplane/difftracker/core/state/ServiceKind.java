package dev.pairplane.difftracker.core.state;

/// The two kinds of services a gateway knows.
public enum ServiceKind {
    /// A load balancer in front of a Kubernetes Service.
    INBOUND("inbound"),
    /// A NAT gateway behind pods.
    OUTBOUND("outbound");

    private final String label;

    ServiceKind(String label) {
        this.label = label;
    }

    /// The text used in metrics, logs and documents.
    public String label() {
        return label;
    }
}
