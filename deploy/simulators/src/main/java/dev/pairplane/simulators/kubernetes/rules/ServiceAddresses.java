package dev.pairplane.simulators.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which Service holds which cluster address and which node port. Guarded by the store's lock.
///
/// Something picked is not yet taken: [#claim] takes it when the Service is stored, so a dry run
/// and a refused write leave nothing behind.
public final class ServiceAddresses {

    static final int FIRST_NODE_PORT = 30_000;
    static final int LAST_NODE_PORT = 32_767;

    private final List<AddressRange> ranges;
    private final Map<String, String> holders = new HashMap<>();
    private final Map<Integer, String> portHolders = new HashMap<>();
    private final Map<String, Long> next = new HashMap<>();
    private int nextPort = FIRST_NODE_PORT;

    /// All addresses of these ranges are free.
    ///
    /// @param ranges one or two, of different families, the first is the cluster's primary one
    /// @throws IllegalArgumentException when one is no range
    public ServiceAddresses(List<String> ranges) {
        this.ranges = ranges.stream().map(AddressRange::parse).toList();
    }

    /// The address of the API server itself in such a range.
    public static String first(String range) {
        return AddressRange.parse(range).address(1);
    }

    /// The families that the cluster has, the primary one first.
    List<String> families() {
        return ranges.stream().map(AddressRange::family).toList();
    }

    Optional<AddressRange> range(String family) {
        return ranges.stream().filter(range -> range.family().equals(family)).findFirst();
    }

    boolean takenByAnother(String address, String service) {
        String holder = holders.get(address);
        return holder != null && !holder.equals(service);
    }

    boolean portTakenByAnother(int port, String service) {
        String holder = portHolders.get(port);
        return holder != null && !holder.equals(service);
    }

    /// A free address, nothing when the range is full.
    Optional<String> pick(String family) {
        AddressRange range = range(family).orElseThrow();
        // The first few are for well-known Services.
        long start = next.getOrDefault(family, 16L);
        for (long i = 0; i < range.size(); i++) {
            long n = (start - 1 + i) % range.size() + 1;
            String address = range.address(n);
            if (!holders.containsKey(address)) {
                next.put(family, n + 1);
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }

    /// A free node port that is not among the given ones, nothing when there is none.
    Optional<Integer> pickPort(Set<Integer> but) {
        int count = LAST_NODE_PORT - FIRST_NODE_PORT + 1;
        for (int i = 0; i < count; i++) {
            int port = FIRST_NODE_PORT + (nextPort - FIRST_NODE_PORT + i) % count;
            if (!portHolders.containsKey(port) && !but.contains(port)) {
                nextPort = port + 1;
                return Optional.of(port);
            }
        }
        return Optional.empty();
    }

    /// Gives back what a Service held and takes what it holds now.
    ///
    /// @param service its key
    /// @param old the Service before, a missing node for a new one
    /// @param now the Service after, a missing node for a deleted one
    public void claim(String service, JsonNode old, JsonNode now) {
        addresses(old).forEach(holders::remove);
        ports(old).forEach(portHolders::remove);
        addresses(now).forEach(address -> holders.put(address, service));
        ports(now).forEach(port -> portHolders.put(port, service));
    }

    private static List<String> addresses(JsonNode service) {
        List<String> result = new ArrayList<>(Json.texts(service.path("spec").path("clusterIPs")));
        result.remove("None");
        return result;
    }

    static Set<Integer> ports(JsonNode service) {
        Set<Integer> result = new HashSet<>();
        for (JsonNode port : service.path("spec").path("ports")) {
            result.add(port.path("nodePort").asInt(0));
        }
        result.add(service.path("spec").path("healthCheckNodePort").asInt(0));
        result.remove(0);
        return result;
    }
}
