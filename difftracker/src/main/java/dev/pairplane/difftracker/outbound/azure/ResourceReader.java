package dev.pairplane.difftracker.outbound.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.difftracker.core.azure.NatGatewayState;
import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.azure.PublicIpState;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads resources as they stand in Azure's answers.
final class ResourceReader {

    private ResourceReader() {}

    static PublicIpState publicIp(JsonNode resource) {
        JsonNode properties = resource.path("properties");
        boolean ipv6 = text(properties, "publicIPAddressVersion").equalsIgnoreCase("IPv6");
        return new PublicIpState(
                name(resource),
                ipv6 ? IpFamily.IPV6 : IpFamily.IPV4,
                tags(resource),
                provisioning(resource),
                IpAddress.parse(text(properties, "ipAddress")));
    }

    static NatGatewayState natGateway(JsonNode resource) {
        return new NatGatewayState(name(resource), tags(resource));
    }

    /// A resource's name, in lower case; its id's end when it has none.
    static String name(JsonNode resource) {
        String name = text(resource, "name");
        String found = name.isEmpty() ? lastSegment(text(resource, "id")) : name;
        if (found.isEmpty()) {
            throw new UnreadableAnswer("NamelessResource", "a resource has neither name nor id");
        }
        return lower(found);
    }

    static Map<String, String> tags(JsonNode resource) {
        var tags = new HashMap<String, String>();
        resource.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText("")));
        return tags;
    }

    static Provisioning provisioning(JsonNode resource) {
        return switch (lower(text(resource.path("properties"), "provisioningState"))) {
            case "succeeded" -> Provisioning.SUCCEEDED;
            case "updating", "creating" -> Provisioning.UPDATING;
            case "deleting" -> Provisioning.DELETING;
            case "failed", "canceled" -> Provisioning.FAILED;
            default -> Provisioning.UNKNOWN;
        };
    }

    /// A field's text; empty when it is absent, null, or no text.
    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() ? value.textValue().strip() : "";
    }

    static Optional<String> optional(JsonNode node, String field) {
        return Optional.of(text(node, field)).filter(value -> !value.isEmpty());
    }

    static String lastSegment(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
