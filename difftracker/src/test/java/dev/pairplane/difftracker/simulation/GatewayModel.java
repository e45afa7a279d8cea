package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.azure.GatewayService;
import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.ServiceKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The gateway's services and locations, with the rules by which Azure refuses changes. A change is
/// made whole or not at all.
final class GatewayModel {

    /// A service of the gateway.
    record Registration(
            Set<ServiceKind> kinds,
            boolean isDefault,
            List<String> pools,
            Optional<String> natGateway) {}

    final TreeMap<String, Registration> services = new TreeMap<>();
    final TreeMap<IpAddress, TreeMap<IpAddress, TreeSet<String>>> locations = new TreeMap<>();

    private final ResourceIds ids;
    private final Predicate<String> loadBalancerExists;

    /// @param loadBalancerExists by name
    GatewayModel(ResourceIds ids, Predicate<String> loadBalancerExists) {
        this.ids = ids;
        this.loadBalancerExists = loadBalancerExists;
    }

    Optional<CallError> update(List<ServiceRequest> requests) {
        if (requests.isEmpty()) {
            return refuse("EmptyRequest", "nothing to do");
        }
        boolean onlyRemovals =
                requests.stream().allMatch(ServiceRequest.Unregister.class::isInstance);
        var names = new HashSet<String>();
        for (ServiceRequest request : requests) {
            if (!names.add(request.service().identity())) {
                return refuse("DuplicateServicesInRequest", request.service().identity());
            }
            Optional<CallError> refusal = check(request, onlyRemovals);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        requests.forEach(this::apply);
        return Optional.empty();
    }

    private Optional<CallError> check(ServiceRequest request, boolean onlyRemovals) {
        String name = request.service().identity();
        Registration present = services.get(name);
        return switch (request) {
            case ServiceRequest.RegisterInbound(_, var loadBalancer) ->
                    loadBalancerExists.test(loadBalancer)
                            ? Optional.empty()
                            : refuse("BackendPoolNotFound", loadBalancer);
            case ServiceRequest.RegisterOutbound _ -> Optional.empty();
            case ServiceRequest.ClearPool _ -> Optional.empty();
            case ServiceRequest.Unregister _ -> {
                if (present == null && !onlyRemovals) {
                    yield Optional.of(new CallError(404, "NotFound", name, Optional.empty()));
                }
                yield uses(name) > 0
                        ? refuse("ServiceWithOverlayMappingsCannotBeDeleted", name)
                        : Optional.empty();
            }
        };
    }

    private void apply(ServiceRequest request) {
        String name = request.service().identity();
        switch (request) {
            case ServiceRequest.RegisterInbound(_, var loadBalancer) ->
                    services.put(name, inbound(List.of(ids.pool(loadBalancer))));
            case ServiceRequest.RegisterOutbound(_, var nat) ->
                    services.put(
                            name,
                            new Registration(
                                    Set.of(ServiceKind.OUTBOUND),
                                    false,
                                    List.of(),
                                    nat.map(ids::natGateway)));
            case ServiceRequest.ClearPool _ -> services.put(name, inbound(List.of()));
            case ServiceRequest.Unregister _ -> services.remove(name);
        }
    }

    private static Registration inbound(List<String> pools) {
        return new Registration(Set.of(ServiceKind.INBOUND), false, pools, Optional.empty());
    }

    Optional<CallError> update(LocationBatch batch) {
        var seen = new HashSet<IpAddress>();
        if (batch.locations().isEmpty()) {
            return refuse("EmptyRequest", "nothing to do");
        }
        for (LocationBatch.Location location : batch.locations()) {
            if (!seen.add(location.location())) {
                return refuse("DuplicateLocationsInRequest", location.location().text());
            }
            Optional<CallError> refusal = check(location);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        batch.locations().forEach(this::apply);
        return Optional.empty();
    }

    private Optional<CallError> check(LocationBatch.Location location) {
        var seen = new HashSet<IpAddress>();
        for (LocationBatch.Address address : location.addresses()) {
            if (!seen.add(address.address())) {
                return refuse("DuplicateAddressesInRequest", address.address().text());
            }
            if (address.address().family() != location.location().family()) {
                return refuse(
                        location.location().family().text()
                                + "LocationCannotContainOtherFamilyAddresses",
                        address.address().text());
            }
            for (String service : address.services()) {
                if (!services.containsKey(service)) {
                    return refuse("ServiceNotFoundInServiceGateway", service);
                }
            }
        }
        return location.full() && location.addresses().isEmpty()
                ? refuse("EmptyFullUpdate", location.location().text())
                : Optional.empty();
    }

    private void apply(LocationBatch.Location update) {
        if (update.addresses().isEmpty()) {
            locations.remove(update.location());
            return;
        }
        var addresses = locations.computeIfAbsent(update.location(), _ -> new TreeMap<>());
        if (update.full()) {
            addresses.clear();
        }
        for (LocationBatch.Address address : update.addresses()) {
            if (address.services().isEmpty()) {
                addresses.remove(address.address());
            } else {
                addresses.put(address.address(), new TreeSet<>(address.services()));
            }
        }
        if (addresses.isEmpty()) {
            locations.remove(update.location());
        }
    }

    /// How many addresses refer to a service.
    int uses(String service) {
        int uses = 0;
        for (var addresses : locations.values()) {
            for (var services : addresses.values()) {
                uses += services.contains(service) ? 1 : 0;
            }
        }
        return uses;
    }

    boolean uses(String service, IpAddress address) {
        return locations.values().stream()
                .anyMatch(addresses ->
                        addresses.getOrDefault(address, new TreeSet<>()).contains(service));
    }

    boolean refersToPool(String loadBalancer) {
        String pool = ids.pool(loadBalancer);
        return services.values().stream()
                .anyMatch(service ->
                        service.pools().stream().anyMatch(id -> ResourceIds.same(id, pool)));
    }

    /// Adds or takes a reference without asking, as somebody else would.
    void refer(IpAddress location, IpAddress address, String service, boolean add) {
        var addresses = locations.computeIfAbsent(location, _ -> new TreeMap<>());
        var services = addresses.computeIfAbsent(address, _ -> new TreeSet<>());
        if (add) {
            services.add(service);
        } else {
            services.remove(service);
        }
        if (services.isEmpty()) {
            addresses.remove(address);
        }
        if (addresses.isEmpty()) {
            locations.remove(location);
        }
    }

    List<GatewayService> readServices() {
        var read = new ArrayList<GatewayService>();
        services.forEach((name, service) ->
                read.add(
                        new GatewayService(
                                name,
                                service.kinds(),
                                service.isDefault(),
                                service.pools(),
                                service.natGateway())));
        return read;
    }

    Map<IpAddress, Map<IpAddress, Set<String>>> readLocations() {
        var read = new TreeMap<IpAddress, Map<IpAddress, Set<String>>>();
        locations.forEach((location, addresses) -> {
            var copy = new TreeMap<IpAddress, Set<String>>();
            addresses.forEach((address, services) -> copy.put(address, new TreeSet<>(services)));
            read.put(location, copy);
        });
        return read;
    }

    private static Optional<CallError> refuse(String code, String about) {
        return Optional.of(new CallError(400, code, code + ": " + about, Optional.empty()));
    }
}
