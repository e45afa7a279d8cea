package dev.pairplane.simulators.azure.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// NAT gateways: StandardV2, with addresses of their own of the right family.
final class NatGatewayRules implements Rules {

    private static final String FOUR = "publicIpAddresses";
    private static final String SIX = "publicIpAddressesV6";

    @Override
    public void check(
            ResourceId id, ObjectNode body, Optional<Resource> before, Resources resources) {
        String sku = Fields.text(Fields.object(body, "sku"), "name").orElse("");
        if (!sku.equals("StandardV2")) {
            throw Refusal.NAT_SKU.because(id, sku);
        }
        ObjectNode properties = body.withObjectProperty("properties");
        Rules.range(
                Refusal.NAT_IDLE_TIMEOUT,
                Fields.integer(properties, "idleTimeoutInMinutes"),
                4,
                120,
                id.toString());
        Set<String> seen = new HashSet<>();
        checkAddresses(id, properties, FOUR, seen, resources);
        checkAddresses(id, properties, SIX, seen, resources);
        Fields.reference(properties, "serviceGateway")
                .ifPresent(g -> Rules.existing(ResourceKind.SERVICE_GATEWAY, g, id, resources));
        if (!properties.has("idleTimeoutInMinutes")) {
            properties.put("idleTimeoutInMinutes", 4);
        }
        // A null means what absence means, and is not shown again.
        if (properties.path("serviceGateway").isNull()) {
            properties.remove("serviceGateway");
        }
    }

    private static void checkAddresses(
            ResourceId id,
            ObjectNode properties,
            String list,
            Set<String> seen,
            Resources resources) {
        for (ObjectNode entry : Fields.objects(properties, list)) {
            String reference = Fields.text(entry, "id").orElse("");
            Resource address = PublicIpRules.checkFree(reference, id, resources);
            boolean six = list.equals(SIX);
            if (PublicIpRules.isSix(address.body()) != six) {
                throw Refusal.NAT_ADDRESS_VERSION.because(
                        id, reference, six ? "IPv6" : "IPv4", list);
            }
            if (!seen.add(address.id().key())) {
                throw Refusal.PUBLIC_IP_IN_USE.because(id, reference, id);
            }
        }
    }

    @Override
    public Map<String, String> references(ResourceId id, ObjectNode body) {
        Map<String, String> references = new HashMap<>();
        ObjectNode properties = Fields.object(body, "properties");
        for (String list : new String[] {FOUR, SIX}) {
            for (ObjectNode entry : Fields.objects(properties, list)) {
                Fields.text(entry, "id")
                        .ifPresent(a -> references.put(ResourceId.key(a), id.toString()));
            }
        }
        Fields.reference(properties, "serviceGateway")
                .ifPresent(g -> references.put(ResourceId.key(g), id.toString()));
        return references;
    }

    @Override
    public void checkDelete(Resource resource, Resources resources) {
        resources
                .references()
                .to(resource.id().key())
                .ifPresent(user -> {
                    throw Refusal.NAT_IN_USE.because(resource.id(), user.source());
                });
    }

    @Override
    public void derive(Resource resource, ObjectNode answer, Resources resources) {
        // Everything that is shown was sent.
    }
}
