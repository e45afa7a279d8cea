package dev.pairplane.difftracker.core.azure;

import dev.pairplane.difftracker.core.state.ServiceKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A service as the gateway has it.
///
/// @param name its name, in lower case
/// @param kinds what it is; both for a service that is inbound and outbound
/// @param isDefault whether it is the platform's default, which is never ours
/// @param pools the ids of its load balancers' pools, as read
/// @param natGateway the id of its NAT gateway, as read
public record GatewayService(
        String name,
        Set<ServiceKind> kinds,
        boolean isDefault,
        List<String> pools,
        Optional<String> natGateway) {

    public GatewayService {
        kinds = Set.copyOf(kinds);
        pools = List.copyOf(pools);
    }
}
