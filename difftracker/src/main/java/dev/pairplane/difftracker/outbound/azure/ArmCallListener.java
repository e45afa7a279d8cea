package dev.pairplane.difftracker.outbound.azure;

/// Told of every exchange with Azure, on the thread that made it; must be quick and not throw.
public interface ArmCallListener {

    /// An exchange is over.
    void exchanged(ArmExchange exchange);

    /// The circuit breaker opened, or closed again.
    void breakerChanged(boolean open);

    /// Nobody listens.
    static ArmCallListener none() {
        return new ArmCallListener() {
            @Override
            public void exchanged(ArmExchange exchange) {
                // Nobody listens.
            }

            @Override
            public void breakerChanged(boolean open) {
                // Nobody listens.
            }
        };
    }
}
