package dev.pairplane.difftracker.core.azure;

import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The gateway's content at one time.
///
/// @param services its services
/// @param locations node address to pod address to the names of services, in lower case
public record GatewayView(
        List<GatewayService> services, Map<IpAddress, Map<IpAddress, Set<String>>> locations) {

    public GatewayView {
        services = List.copyOf(services);
    }
}
