package dev.pairplane.simulators.azure.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.resource.Fields;
import dev.pairplane.simulators.azure.resource.ResourceId;
import dev.pairplane.simulators.azure.resource.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// What one service gateway holds.
///
/// Not safe for threads. An update that is refused has changed nothing.
public final class Gateway {

    /// A page of a list.
    ///
    /// @param last the key to go on after, when there is more
    public record Page<T>(List<T> entries, Optional<String> last) {}

    private final ResourceId id;
    private final Resources resources;
    private final NavigableMap<String, GatewayService> services = new TreeMap<>();
    private final NavigableMap<String, GatewayLocation> locations = new TreeMap<>();
    // By service: the addresses that refer to it. By address: the location it is in.
    private final Map<String, TreeMap<String, String>> users = new HashMap<>();
    private final Map<String, String> homes = new HashMap<>();

    public Gateway(ResourceId id, Resources resources) {
        this.id = id;
        this.resources = resources;
    }

    public ResourceId id() {
        return id;
    }

    public List<GatewayService> services() {
        return List.copyOf(services.values());
    }

    public List<GatewayLocation> locations() {
        return List.copyOf(locations.values());
    }

    public Page<GatewayService> servicesPage(Optional<String> after, int limit) {
        return page(services, after, limit);
    }

    public Page<GatewayLocation> locationsPage(Optional<String> after, int limit) {
        return page(locations, after, limit);
    }

    private static <T> Page<T> page(
            NavigableMap<String, T> all, Optional<String> after, int limit) {
        List<T> page = new ArrayList<>();
        String last = "";
        for (Map.Entry<String, T> entry : all.tailMap(after.orElse(""), false).entrySet()) {
            if (page.size() == limit) {
                return new Page<>(page, Optional.of(last));
            }
            page.add(entry.getValue());
            last = entry.getKey();
        }
        return new Page<>(page, Optional.empty());
    }

    /// Applies an `updateServices` request.
    ///
    /// @param strict refuses to unregister what is not there
    public void updateServices(ObjectNode request, boolean strict) {
        prepareServices(request, strict).forEach(this::setService);
    }

    /// Refuses an `updateServices` request that [#updateServices] would refuse, and does nothing.
    public void checkServices(ObjectNode request, boolean strict) {
        prepareServices(request, strict);
    }

    private Map<String, Optional<GatewayService>> prepareServices(
            ObjectNode request, boolean strict) {
        return new ServicesUpdate(this, resources, strict).prepare(request);
    }

    /// Applies an `updateAddressLocations` request.
    public void updateLocations(ObjectNode request) {
        prepareLocations(request).forEach(this::setLocation);
    }

    /// Refuses an `updateAddressLocations` request that [#updateLocations] would refuse, and does
    /// nothing.
    public void checkLocations(ObjectNode request) {
        prepareLocations(request);
    }

    private Map<String, Optional<GatewayLocation>> prepareLocations(ObjectNode request) {
        return new LocationsUpdate(this).prepare(request);
    }

    static String key(String serviceName) {
        return serviceName.toLowerCase(Locale.ROOT);
    }

    Optional<GatewayService> service(String key) {
        return Optional.ofNullable(services.get(key));
    }

    Optional<GatewayLocation> location(String canonical) {
        return Optional.ofNullable(locations.get(canonical));
    }

    /// The location that an address is in.
    Optional<String> home(String address) {
        return Optional.ofNullable(homes.get(address));
    }

    /// An address that refers to the service, and the location that it is in.
    Optional<Map.Entry<String, String>> user(String serviceKey) {
        return Optional.ofNullable(users.get(serviceKey)).map(TreeMap::firstEntry);
    }

    private void setService(String key, Optional<GatewayService> service) {
        String owner = id.key() + "/services/" + key;
        if (service.isEmpty()) {
            services.remove(key);
            resources.references().set(owner, Map.of());
            return;
        }
        GatewayService set = service.orElseThrow();
        services.put(key, set);
        String source = id.child("services", set.name());
        Map<String, String> references = new HashMap<>();
        references.put(id.key(), source);
        set.pools().forEach(p -> references.put(ResourceId.key(p), source));
        set.natGateway().ifPresent(n -> references.put(ResourceId.key(n), source));
        resources.references().set(owner, references);
    }

    private void setLocation(String canonical, Optional<GatewayLocation> location) {
        GatewayLocation before = locations.remove(canonical);
        if (before != null) {
            before.addresses()
                    .forEach((address, names) -> {
                        homes.remove(address, canonical);
                        names.forEach(n -> forgetUser(key(n), address, canonical));
                    });
        }
        location.ifPresent(l -> {
            locations.put(canonical, l);
            l.addresses()
                    .forEach((address, names) -> {
                        homes.put(address, canonical);
                        names.forEach(n -> addUser(key(n), address, canonical));
                    });
        });
    }

    private void addUser(String serviceKey, String address, String location) {
        users.computeIfAbsent(serviceKey, _ -> new TreeMap<>()).put(address, location);
    }

    private void forgetUser(String serviceKey, String address, String location) {
        TreeMap<String, String> addresses = users.get(serviceKey);
        if (addresses != null && addresses.remove(address, location) && addresses.isEmpty()) {
            users.remove(serviceKey);
        }
    }

    /// A location as Azure shows it.
    public static ObjectNode show(GatewayLocation location, ObjectNode into) {
        into.put("addressLocation", location.location());
        var list = into.putArray("addresses");
        location.addresses()
                .forEach((address, names) -> {
                    var entry = list.addObject().put("address", address);
                    var services = entry.putArray("services");
                    names.forEach(services::add);
                });
        return into;
    }

    /// Everything, to be given to [#restore] later.
    public ObjectNode snapshot(ObjectNode into) {
        into.put("id", id.toString());
        var serviceList = into.putArray("services");
        services.values().forEach(s -> serviceList.add(s.json().deepCopy()));
        var locationList = into.putArray("locations");
        locations.values().forEach(l -> show(l, locationList.addObject()));
        return into;
    }

    /// Takes over what [#snapshot] gave, whatever the rules say about it.
    public void restore(JsonNode snapshot) {
        for (ObjectNode service : Fields.objects(snapshot, "services")) {
            GatewayService read = ServicesUpdate.read(service);
            setService(key(read.name()), Optional.of(read));
        }
        for (ObjectNode entry : Fields.objects(snapshot, "locations")) {
            String location = entry.path("addressLocation").asText();
            TreeMap<String, List<String>> addresses = new TreeMap<>();
            for (ObjectNode address : Fields.objects(entry, "addresses")) {
                addresses.put(address.path("address").asText(), Fields.texts(address, "services"));
            }
            setLocation(location, Optional.of(new GatewayLocation(location, addresses)));
        }
    }
}
