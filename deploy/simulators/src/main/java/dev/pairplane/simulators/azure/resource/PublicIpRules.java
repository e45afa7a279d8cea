package dev.pairplane.simulators.azure.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import java.util.Map;
import java.util.Optional;

/// Public IPs: StandardV2, static, of a family that never changes, deleted last.
final class PublicIpRules implements Rules {

    private static final String VERSION = "publicIPAddressVersion";

    static boolean isSix(ObjectNode body) {
        return body.path("properties").path(VERSION).asText().equals("IPv6");
    }

    @Override
    public void check(
            ResourceId id, ObjectNode body, Optional<Resource> before, Resources resources) {
        String sku = Fields.text(Fields.object(body, "sku"), "name").orElse("");
        if (!sku.equals("StandardV2")) {
            throw Refusal.PUBLIC_IP_SKU.because(id, sku);
        }
        ObjectNode properties = body.withObjectProperty("properties");
        if (!Fields.text(properties, "publicIPAllocationMethod").orElse("").equals("Static")) {
            throw Refusal.PUBLIC_IP_ALLOCATION.because(id);
        }
        String version = Fields.text(properties, VERSION).orElse("IPv4");
        if (!version.equals("IPv4") && !version.equals("IPv6")) {
            throw Refusal.PROPERTY_TYPE.because(VERSION, "IPv4 or IPv6");
        }
        properties.put(VERSION, version);
        if (before.isPresent() && isSix(before.orElseThrow().body()) != isSix(body)) {
            throw Refusal.PUBLIC_IP_VERSION_CHANGED.because(
                    id, isSix(before.orElseThrow().body()) ? "IPv6" : "IPv4", version);
        }
        Rules.range(
                Refusal.PUBLIC_IP_IDLE_TIMEOUT,
                Fields.integer(properties, "idleTimeoutInMinutes"),
                4,
                30,
                id.toString());
        if (!properties.has("idleTimeoutInMinutes")) {
            properties.put("idleTimeoutInMinutes", 4);
        }
        if (!properties.has("ipTags")) {
            properties.putArray("ipTags");
        }
    }

    @Override
    public Map<String, String> references(ResourceId id, ObjectNode body) {
        return Map.of();
    }

    @Override
    public void checkDelete(Resource resource, Resources resources) {
        resources
                .references()
                .to(resource.id().key())
                .ifPresent(user -> {
                    throw Refusal.PUBLIC_IP_ATTACHED.because(resource.id(), user.source());
                });
    }

    @Override
    public void derive(Resource resource, ObjectNode answer, Resources resources) {
        ObjectNode properties = answer.withObjectProperty("properties");
        resources
                .references()
                .to(resource.id().key())
                .ifPresent(user ->
                        properties
                                .putObject(
                                        user.source().contains("/natGateways/")
                                                ? "natGateway"
                                                : "ipConfiguration")
                                .put("id", user.source()));
    }

    /// Refuses a reference to a public IP that somebody else uses.
    static Resource checkFree(String reference, ResourceId by, Resources resources) {
        Resource address = Rules.existing(ResourceKind.PUBLIC_IP, reference, by, resources);
        resources
                .references()
                .toBesides(address.id().key(), by.key())
                .ifPresent(user -> {
                    throw Refusal.PUBLIC_IP_IN_USE.because(by, reference, user.source());
                });
        return address;
    }
}
