package dev.pairplane.simulators.azure.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import dev.pairplane.simulators.azure.resource.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Works out what an `updateAddressLocations` request changes. No addresses delete a location, no
/// services delete an address; absent lists are empty ones.
final class LocationsUpdate {

    private final Gateway gateway;

    LocationsUpdate(Gateway gateway) {
        this.gateway = gateway;
    }

    /// By canonical location: the location after the request, empty when it is to go.
    Map<String, Optional<GatewayLocation>> prepare(ObjectNode request) {
        Map<String, Optional<GatewayLocation>> changes = new LinkedHashMap<>();
        UpdateMode mode = UpdateMode.of(request, "action");
        for (ObjectNode entry : Fields.objects(request, "addressLocations")) {
            String text = Fields.text(entry, "addressLocation").orElse("");
            String location =
                    IpText.canonical(text)
                            .orElseThrow(() -> Refusal.LOCATION_ADDRESS.because(text));
            if (changes.containsKey(location)) {
                throw Refusal.DUPLICATE_LOCATIONS.because(location);
            }
            changes.put(location, merge(location, entry, mode));
        }
        if (mode == UpdateMode.FULL) {
            for (GatewayLocation location : gateway.locations()) {
                changes.putIfAbsent(location.location(), Optional.empty());
            }
        }
        checkHomes(changes);
        return changes;
    }

    private Optional<GatewayLocation> merge(String location, ObjectNode entry, UpdateMode outer) {
        UpdateMode mode = UpdateMode.of(entry, "addressUpdateAction");
        TreeMap<String, List<String>> addresses = new TreeMap<>();
        if (outer == UpdateMode.PARTIAL && mode == UpdateMode.PARTIAL) {
            gateway.location(location).ifPresent(l -> addresses.putAll(l.addresses()));
        }
        List<ObjectNode> sent = Fields.objects(entry, "addresses");
        Set<String> named = new HashSet<>();
        for (ObjectNode address : sent) {
            String canonical = address(address, location);
            if (!named.add(canonical)) {
                throw Refusal.DUPLICATE_ADDRESSES.because(canonical, location);
            }
            List<String> services = services(address, canonical, location);
            if (services.isEmpty()) {
                addresses.remove(canonical);
            } else {
                addresses.put(canonical, services);
            }
        }
        return sent.isEmpty() || addresses.isEmpty()
                ? Optional.empty()
                : Optional.of(new GatewayLocation(location, addresses));
    }

    private static String address(ObjectNode entry, String location) {
        String text = Fields.text(entry, "address").orElse("");
        String address =
                IpText.canonical(text).orElseThrow(() -> Refusal.ADDRESS.because(text, location));
        if (IpText.isSix(address) && !IpText.isSix(location)) {
            throw Refusal.IPV6_IN_IPV4_LOCATION.because(location, address);
        }
        if (!IpText.isSix(address) && IpText.isSix(location)) {
            throw Refusal.IPV4_IN_IPV6_LOCATION.because(location, address);
        }
        return address;
    }

    /// The services' names as they were registered, each once.
    private List<String> services(ObjectNode entry, String address, String location) {
        List<String> services = new ArrayList<>();
        for (String name : Fields.texts(entry, "services")) {
            String registered =
                    gateway.service(Gateway.key(name))
                            .map(GatewayService::name)
                            .orElseThrow(() ->
                                    Refusal.SERVICE_REFERENCE_UNKNOWN.because(
                                            address, location, name, gateway.id()));
            if (!services.contains(registered)) {
                services.add(registered);
            }
        }
        return services;
    }

    /// Refuses an address that would be in two locations.
    private void checkHomes(Map<String, Optional<GatewayLocation>> changes) {
        Map<String, String> homes = new HashMap<>();
        changes.forEach((location, change) -> {
            for (String address : change.map(l -> l.addresses().keySet()).orElse(Set.of())) {
                String other =
                        Optional.ofNullable(homes.put(address, location))
                                .or(() ->
                                        gateway.home(address).filter(h -> !changes.containsKey(h)))
                                .orElse(location);
                if (!other.equals(location)) {
                    throw Refusal.ADDRESS_IN_TWO_LOCATIONS.because(address, other, location);
                }
            }
        });
    }
}
