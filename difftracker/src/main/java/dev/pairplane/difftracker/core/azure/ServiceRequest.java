package dev.pairplane.difftracker.core.azure;

import dev.pairplane.difftracker.core.state.ServiceKey;
import java.util.Optional;

/// One entry of an update of the gateway's services.
public sealed interface ServiceRequest {

    /// The service it is about.
    ServiceKey service();

    /// Registers an inbound service with its pool, or gives a registered one its pool back.
    ///
    /// @param service the service
    /// @param loadBalancer the load balancer whose pool it is
    record RegisterInbound(ServiceKey service, String loadBalancer) implements ServiceRequest {}

    /// Registers an outbound service.
    ///
    /// @param service the service
    /// @param natGateway the NAT gateway; none clears the reference
    record RegisterOutbound(ServiceKey service, Optional<String> natGateway)
            implements ServiceRequest {}

    /// Takes the pool away from an inbound service that stays registered.
    ///
    /// @param service the service
    record ClearPool(ServiceKey service) implements ServiceRequest {}

    /// Unregisters a service. Azure refuses while it has addresses.
    ///
    /// @param service the service
    record Unregister(ServiceKey service) implements ServiceRequest {}
}
