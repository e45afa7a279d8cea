package dev.pairplane.simulators.azure.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import dev.pairplane.simulators.azure.resource.Fields;
import dev.pairplane.simulators.azure.resource.Names;
import dev.pairplane.simulators.azure.resource.ResourceId;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import dev.pairplane.simulators.azure.resource.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Works out what an `updateServices` request changes. A service that is named is replaced as a
/// whole: a list or reference that is absent or null is empty afterwards.
final class ServicesUpdate {

    private static final List<String> TYPES = List.of("Inbound", "Outbound", "InboundOutbound");

    private final Gateway gateway;
    private final Resources resources;
    private final boolean strict;

    ServicesUpdate(Gateway gateway, Resources resources, boolean strict) {
        this.gateway = gateway;
        this.resources = resources;
        this.strict = strict;
    }

    /// By key: the service after the request, empty when it is to go.
    Map<String, Optional<GatewayService>> prepare(ObjectNode request) {
        Map<String, Optional<GatewayService>> changes = new LinkedHashMap<>();
        UpdateMode mode = UpdateMode.of(request, "action");
        for (ObjectNode entry : Fields.objects(request, "serviceRequests")) {
            ObjectNode service = Fields.object(entry, "service");
            String name = Fields.text(service, "name").orElse("");
            Names.check(name);
            String key = Gateway.key(name);
            if (changes.containsKey(key)) {
                throw Refusal.DUPLICATE_SERVICES.because(name);
            }
            if (Fields.flag(entry, "isDelete")) {
                if (strict && gateway.service(key).isEmpty()) {
                    throw Refusal.SERVICE_NOT_FOUND.because(name, gateway.id());
                }
                changes.put(key, Optional.empty());
            } else {
                changes.put(key, Optional.of(check(service)));
            }
        }
        if (mode == UpdateMode.FULL) {
            for (GatewayService service : gateway.services()) {
                changes.putIfAbsent(Gateway.key(service.name()), Optional.empty());
            }
        }
        checkRemoved(changes);
        checkDefaults(changes);
        return changes;
    }

    private GatewayService check(ObjectNode sent) {
        GatewayService asked = read(sent);
        Optional<GatewayService> before = gateway.service(Gateway.key(asked.name()));
        if (before.isPresent() && !before.orElseThrow().type().equals(asked.type())) {
            throw Refusal.SERVICE_TYPE_CHANGED.because(
                    asked.name(), before.orElseThrow().type(), asked.type());
        }
        String source = gateway.id().child("services", asked.name());
        for (String pool : asked.pools()) {
            if (!resources.hasPool(pool)) {
                throw Refusal.REFERENCE_UNKNOWN.because(pool, source);
            }
        }
        checkNetworks(asked);
        if (asked.natGateway().isPresent()) {
            String nat = asked.natGateway().orElseThrow();
            if (ResourceId.parse(nat)
                    .filter(i -> i.kind() == ResourceKind.NAT_GATEWAY)
                    .flatMap(resources::usable)
                    .isEmpty()) {
                throw Refusal.REFERENCE_UNKNOWN.because(nat, source);
            }
        }
        if (before.isPresent() && !before.orElseThrow().name().equals(asked.name())) {
            asked.json().put("name", before.orElseThrow().name());
            return read(asked.json());
        }
        return asked;
    }

    private void checkNetworks(GatewayService asked) {
        String network =
                Fields.text(
                                Fields.object(
                                        Fields.object(
                                                resources.get(gateway.id()).body(), "properties"),
                                        "virtualNetwork"),
                                "id")
                        .orElse("");
        ObjectNode properties = Fields.object(asked.json(), "properties");
        for (ObjectNode pool : Fields.objects(properties, "loadBalancerBackendPools")) {
            Fields.text(Fields.object(Fields.object(pool, "properties"), "virtualNetwork"), "id")
                    .filter(n -> !network.isEmpty() && !n.equalsIgnoreCase(network))
                    .ifPresent(n -> {
                        throw Refusal.POOL_NETWORK.because(
                                pool.path("id").asText(), asked.name(), n, network);
                    });
        }
    }

    private void checkRemoved(Map<String, Optional<GatewayService>> changes) {
        changes.forEach((key, service) -> {
            if (service.isEmpty()) {
                gateway.user(key)
                        .ifPresent(user -> {
                            throw Refusal.SERVICE_HAS_ADDRESSES.because(
                                    key, user.getKey(), user.getValue());
                        });
            }
        });
    }

    private void checkDefaults(Map<String, Optional<GatewayService>> changes) {
        String found = null;
        for (Optional<GatewayService> change : changes.values()) {
            if (change.isPresent() && change.orElseThrow().isDefault()) {
                found = checkSecond(found, change.orElseThrow().name());
            }
        }
        if (found == null) {
            return;
        }
        for (GatewayService service : gateway.services()) {
            if (service.isDefault() && !changes.containsKey(Gateway.key(service.name()))) {
                found = checkSecond(found, service.name());
            }
        }
    }

    private String checkSecond(@Nullable String first, String second) {
        if (first != null) {
            throw Refusal.MULTIPLE_DEFAULT_SERVICES.because(gateway.id(), first, second);
        }
        return second;
    }

    /// A service as it was sent, or as it was kept.
    static GatewayService read(ObjectNode sent) {
        String name = Fields.text(sent, "name").orElse("");
        ObjectNode json = sent.deepCopy();
        ObjectNode properties = Fields.object(json, "properties");
        json.set("properties", properties);
        String given = Fields.text(properties, "serviceType").orElse("");
        String type =
                TYPES.stream()
                        .filter(t -> t.equalsIgnoreCase(given))
                        .findFirst()
                        .orElseThrow(() -> Refusal.SERVICE_TYPE.because(name, given));
        boolean isDefault = Fields.flag(properties, "isDefault");
        List<String> pools =
                Fields.objects(properties, "loadBalancerBackendPools").stream()
                        .map(p -> Fields.text(p, "id").orElse(""))
                        .toList();
        Optional<String> nat =
                Fields.text(properties, "publicNatGatewayId").filter(n -> !n.isEmpty());
        properties.put("serviceType", type);
        properties.put("isDefault", isDefault);
        if (!(properties.path("loadBalancerBackendPools") instanceof ArrayNode)) {
            properties.set("loadBalancerBackendPools", JsonNodeFactory.instance.arrayNode());
        }
        if (nat.isEmpty()) {
            properties.remove("publicNatGatewayId");
        }
        return new GatewayService(name, type, isDefault, pools, nat, json);
    }
}
