package dev.pairplane.difftracker.core.cluster;

import dev.pairplane.difftracker.core.kubernetes.ServiceObject;

/// Which Services of type LoadBalancer are ours.
public sealed interface Selection {

    /// Those of one class.
    ///
    /// @param name the class, as in `pairplane.dev/service-gateway`
    record ByClass(String name) implements Selection {}

    /// Those that name no class. Safe only where no other controller takes them.
    record Classless() implements Selection {}

    /// Whether a Service is ours to serve, deleting ones left aside.
    default boolean selects(ServiceObject service) {
        if (!service.type().equals("LoadBalancer")) {
            return false;
        }
        return switch (this) {
            case ByClass(var name) -> service.loadBalancerClass().filter(name::equals).isPresent();
            case Classless() -> service.loadBalancerClass().isEmpty();
        };
    }

    /// Whether the stock finalizer goes with ours: the stock controller strips it from Services of
    /// a class.
    default boolean addsStandardFinalizer() {
        return this instanceof Classless;
    }
}
