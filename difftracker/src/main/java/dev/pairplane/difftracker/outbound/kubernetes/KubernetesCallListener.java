package dev.pairplane.difftracker.outbound.kubernetes;

/// Told of every exchange with the Kubernetes API, on the thread that made it; must be quick and
/// not throw.
public interface KubernetesCallListener {

    /// An exchange is over.
    ///
    /// @param operation what it was for
    /// @param status the HTTP status; 0 when no answer came, or nothing was sent
    /// @param failure why there is no status; empty for an answer
    /// @param nanos how long it took
    void exchanged(KubernetesOperation operation, int status, String failure, long nanos);

    /// The circuit breaker opened, or closed again.
    void breakerChanged(boolean open);

    /// An event was not recorded, or not counted up.
    void eventDropped();

    /// Nobody listens.
    static KubernetesCallListener none() {
        return new KubernetesCallListener() {
            @Override
            public void exchanged(
                    KubernetesOperation operation, int status, String failure, long nanos) {
                // Nobody listens.
            }

            @Override
            public void breakerChanged(boolean open) {
                // Nobody listens.
            }

            @Override
            public void eventDropped() {
                // Nobody listens.
            }
        };
    }
}
