package dev.pairplane.difftracker.outbound.azure;

import static dev.pairplane.difftracker.outbound.azure.ResourceReader.lower;
import static dev.pairplane.difftracker.outbound.azure.ResourceReader.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.difftracker.core.azure.GatewayService;
import dev.pairplane.difftracker.core.azure.GatewayView;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.ServiceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads a gateway's services and locations. Entries that say nothing are skipped; entries that say
/// something else than we can understand make the whole unreadable, for a view with holes would
/// turn living resources into orphans.
final class GatewayReader {

    private GatewayReader() {}

    static GatewayView read(List<JsonNode> services, List<JsonNode> locations) {
        var read = new ArrayList<GatewayService>();
        services.forEach(entry -> service(entry).ifPresent(read::add));
        var map = new TreeMap<IpAddress, Map<IpAddress, Set<String>>>();
        locations.forEach(entry -> location(entry, map));
        return new GatewayView(read, map);
    }

    private static Optional<GatewayService> service(JsonNode entry) {
        String name = text(entry, "name");
        JsonNode properties = entry.path("properties");
        String type = text(properties, "serviceType");
        if (name.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        var pools = new ArrayList<String>();
        for (JsonNode pool : properties.path("loadBalancerBackendPools")) {
            ResourceReader.optional(pool, "id").ifPresent(pools::add);
        }
        return Optional.of(
                new GatewayService(
                        lower(name),
                        kinds(name, type),
                        properties.path("isDefault").asBoolean(false),
                        pools,
                        ResourceReader.optional(properties, "publicNatGatewayId")));
    }

    private static Set<ServiceKind> kinds(String name, String type) {
        return switch (lower(type)) {
            case "inbound" -> Set.of(ServiceKind.INBOUND);
            case "outbound" -> Set.of(ServiceKind.OUTBOUND);
            case "inboundoutbound" -> Set.of(ServiceKind.INBOUND, ServiceKind.OUTBOUND);
            default ->
                    throw new UnreadableAnswer(
                            "UnknownServiceType",
                            "the gateway's service " + name + " has the unknown type " + type);
        };
    }

    private static void location(JsonNode entry, Map<IpAddress, Map<IpAddress, Set<String>>> map) {
        IpAddress location = address(entry, "addressLocation", "location");
        Map<IpAddress, Set<String>> addresses = map.computeIfAbsent(location, _ -> new TreeMap<>());
        for (JsonNode each : entry.path("addresses")) {
            if (each.hasNonNull("address")) {
                Set<String> services =
                        addresses.computeIfAbsent(
                                address(each, "address", "address"), _ -> new TreeSet<>());
                for (JsonNode service : each.path("services")) {
                    if (service.isTextual() && !service.textValue().isBlank()) {
                        services.add(lower(service.textValue().strip()));
                    }
                }
            }
        }
    }

    private static IpAddress address(JsonNode entry, String field, String what) {
        String text = text(entry, field);
        return IpAddress.parse(text)
                .orElseThrow(() ->
                        new UnreadableAnswer(
                                "UnreadableAddress",
                                "the gateway has a "
                                        + what
                                        + " that is no IP address: '"
                                        + text
                                        + "'"));
    }
}
