package dev.pairplane.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the demo reads of the simulated Azure, through Azure's own API, and how it makes it fail.
final class AzureApi implements AutoCloseable {

    private static final String FAULTS = "/simulator/faults";

    private final JsonHttp http;

    AzureApi(SimulatedAzure azure) {
        this.http = new JsonHttp("the Azure simulator", azure.endpoint(), SimulatedAzure.TOKEN);
    }

    /// What there is in Azure. Names are in lower case.
    ///
    /// @param publicIps the addresses by resource name
    /// @param loadBalancers the names of the public IPs in front, by resource name
    /// @param services the names that are registered in the gateway
    /// @param locations what the gateway routes: node address, pod address, names of services
    record Picture(
            SortedMap<String, String> publicIps,
            SortedMap<String, String> loadBalancers,
            SortedSet<String> services,
            SortedMap<String, SortedMap<String, SortedSet<String>>> locations) {

        /// The address that a load balancer answers at; empty when it has none.
        String address(String loadBalancer) {
            return publicIps.getOrDefault(loadBalancers.getOrDefault(loadBalancer, ""), "");
        }

        /// What of a service is there, in words; empty when nothing is.
        List<String> traces(String service) {
            List<String> traces = new ArrayList<>();
            if (loadBalancers.containsKey(service)) {
                traces.add("its load balancer");
            }
            publicIps.keySet().stream()
                    .filter(name -> name.startsWith(service))
                    .forEach(name -> traces.add("its public IP " + name));
            if (services.contains(service)) {
                traces.add("its registration");
            }
            locations.forEach((node, pods) ->
                    pods.forEach((pod, names) -> {
                        if (names.contains(service)) {
                            traces.add("its address %s at %s".formatted(pod, node));
                        }
                    }));
            return traces;
        }

        @Override
        public String toString() {
            return "%d public IPs, %d load balancers, %d registrations, addresses %s"
                    .formatted(publicIps.size(), loadBalancers.size(), services.size(), locations);
        }
    }

    Picture look() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        SortedMap<String, String> publicIps = new TreeMap<>();
        for (JsonNode ip : list("publicIPAddresses")) {
            publicIps.put(name(ip), ip.path("properties").path("ipAddress").asText());
        }
        SortedMap<String, String> loadBalancers = new TreeMap<>();
        for (JsonNode balancer : list("loadBalancers")) {
            JsonNode front = balancer.path("properties").path("frontendIPConfigurations").path(0);
            loadBalancers.put(
                    name(balancer),
                    last(front.path("properties").path("publicIPAddress").path("id").asText()));
        }
        SortedSet<String> services = new TreeSet<>();
        String gateway = "serviceGateways/" + SimulatedAzure.GATEWAY;
        for (JsonNode service : list(gateway + "/services")) {
            services.add(name(service));
        }
        SortedMap<String, SortedMap<String, SortedSet<String>>> locations = new TreeMap<>();
        for (JsonNode location : list(gateway + "/addressLocations")) {
            locations.put(location.path("addressLocation").asText(), addresses(location));
        }
        return new Picture(publicIps, loadBalancers, services, locations);
    }

    private static SortedMap<String, SortedSet<String>> addresses(JsonNode location) {
        SortedMap<String, SortedSet<String>> addresses = new TreeMap<>();
        for (JsonNode address : location.path("addresses")) {
            SortedSet<String> names = new TreeSet<>();
            address.path("services").forEach(n -> names.add(n.asText().toLowerCase(Locale.ROOT)));
            addresses.put(address.path("address").asText(), names);
        }
        return addresses;
    }

    private static String name(JsonNode resource) {
        return resource.path("name").asText().toLowerCase(Locale.ROOT);
    }

    private static String last(String id) {
        return id.substring(id.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    /// All pages of a list.
    private List<JsonNode> list(String rest)
            throws Failure, InterruptedException, JsonHttp.NoAnswer {
        List<JsonNode> entries = new ArrayList<>();
        String next = SimulatedAzure.list(rest);
        while (!next.isEmpty()) {
            JsonNode page = require("GET " + rest, http.get(next));
            page.path("value").forEach(entries::add);
            String link = page.path("nextLink").asText();
            next = link.isEmpty() ? "" : local(URI.create(link));
        }
        return entries;
    }

    private static String local(URI link) {
        return link.getRawPath() + "?" + link.getRawQuery();
    }

    /// The ids of all resources, whatever their kind, and the number of operations in progress.
    SortedSet<String> everything() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        JsonNode state = require("GET state", http.get("/simulator/state"));
        SortedSet<String> ids = new TreeSet<>();
        for (JsonNode resource : state.path("resources")) {
            ids.add(resource.path("id").asText());
        }
        int pending = state.path("pending").asInt();
        if (pending > 0) {
            ids.add(pending + " operations in progress");
        }
        return ids;
    }

    /// A request that the simulator has seen.
    record Call(long number, String method, String path, int status) {

        /// Without what all paths begin with.
        String title() {
            return "%s %s: %d"
                    .formatted(method, path.replaceFirst(".*/Microsoft.Network/", ""), status);
        }

        /// Whether its path has that in it, in any case of letters.
        boolean isAbout(String part) {
            return path.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
        }

        boolean succeeded() {
            return status >= 200 && status < 300;
        }
    }

    /// The requests after that number, oldest first.
    List<Call> calls(long after) throws Failure, InterruptedException, JsonHttp.NoAnswer {
        List<Call> calls = new ArrayList<>();
        JsonNode journal = require("GET journal", http.get("/simulator/journal?after=" + after));
        for (JsonNode call : journal.path("calls")) {
            calls.add(
                    new Call(
                            call.path("number").asLong(),
                            call.path("method").asText(),
                            call.path("path").asText(),
                            call.path("status").asInt()));
        }
        return calls;
    }

    /// How many requests were to change something, the gateway's included.
    int writes() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        int writes = 0;
        for (Map.Entry<String, JsonNode> count :
                require("GET calls", http.get("/simulator/calls")).properties()) {
            writes += count.getKey().startsWith("GET ") ? 0 : count.getValue().asInt();
        }
        return writes;
    }

    /// From now on each PUT of a load balancer takes effect and is not answered.
    void holdLoadBalancers() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        ObjectNode fault = JsonNodeFactory.instance.objectNode();
        fault.putArray("methods").add("PUT");
        fault.put("kind", "loadBalancers").put("times", 0);
        fault.putObject("action").put("type", "hangAfter");
        require("POST fault", http.send("POST", FAULTS, fault, JsonHttp.JSON));
    }

    /// How many requests are held.
    int held() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        int hits = 0;
        for (JsonNode fault : require("GET faults", http.get(FAULTS)).path("faults")) {
            hits += fault.path("hits").asInt();
        }
        return hits;
    }

    /// Takes everything back that makes it fail.
    void release() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        require("DELETE faults", http.send("DELETE", FAULTS));
    }

    private static JsonNode require(String what, JsonHttp.Answer answer) throws Failure {
        if (!answer.isOk()) {
            throw new Failure(
                    "the Azure simulator answers %s with %d: %s"
                            .formatted(what, answer.status(), answer.message()));
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
