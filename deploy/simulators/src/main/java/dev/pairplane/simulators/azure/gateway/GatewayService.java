package dev.pairplane.simulators.azure.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// A service of a gateway.
///
/// @param type `Inbound`, `Outbound` or `InboundOutbound`
/// @param pools ids of backend pools
/// @param json as Azure shows it; never changed
public record GatewayService(
        String name,
        String type,
        boolean isDefault,
        List<String> pools,
        Optional<String> natGateway,
        ObjectNode json) {}
