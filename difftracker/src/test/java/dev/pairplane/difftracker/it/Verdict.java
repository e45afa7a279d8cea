package dev.pairplane.difftracker.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.difftracker.it.Expected.Wanted;
import dev.pairplane.simulators.azure.ResourceState;
import dev.pairplane.simulators.azure.gateway.GatewayLocation;
import dev.pairplane.simulators.azure.gateway.GatewayService;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares Azure and the Services with what the cluster asks for, through the simulators' own
/// state. Made before the controller has done anything: what is in Azure by then is not ours, and
/// has to stay as it is.
public final class Verdict {
    private static final Set<ResourceKind> PLATFORM =
            Set.of(ResourceKind.SERVICE_GATEWAY, ResourceKind.VIRTUAL_NETWORK);

    private final World world;
    private final Map<String, ObjectNode> others;
    private final Map<String, ObjectNode> otherServices;
    private final Map<String, String> otherReferences;

    /// Remembers what is there.
    public Verdict(World world) {
        this.world = world;
        this.others = resources();
        this.otherServices = services();
        this.otherReferences = references();
    }

    private Map<String, ObjectNode> resources() {
        Map<String, ObjectNode> all = new TreeMap<>();
        for (ResourceState resource : world.azure().resources()) {
            if (!PLATFORM.contains(resource.kind())) {
                all.put(resource.kind().path() + "/" + resource.name(), resource.json());
            }
        }
        return all;
    }

    private Map<String, ObjectNode> services() {
        Map<String, ObjectNode> all = new TreeMap<>();
        for (GatewayService service : world.azure().services()) {
            all.put(service.name(), service.json());
        }
        return all;
    }

    /// `location/address/service`, each with the same.
    private Map<String, String> references() {
        Map<String, String> all = new TreeMap<>();
        for (GatewayLocation location : world.azure().locations()) {
            location.addresses()
                    .forEach((address, services) -> {
                        for (String service : services) {
                            String reference = reference(location.location(), address, service);
                            all.put(reference, reference);
                        }
                    });
        }
        return all;
    }

    private static String reference(String location, String address, String service) {
        return service + " at " + spelled(address) + " behind " + spelled(location);
    }

    /// Nodes spell their addresses as they like.
    private static String spelled(String address) {
        return InetAddress.ofLiteral(address).getHostAddress();
    }

    /// All that is not as it has to be; empty when everything is.
    public List<String> differences() {
        List<String> wrong = new ArrayList<>();
        Expected expected = Expected.of(world);
        Map<String, ObjectNode> resources = resources();
        Map<String, ObjectNode> registered = services();
        Map<String, String> references = references();
        others.forEach((name, json) -> untouched(name, json, resources.remove(name), wrong));
        otherServices.forEach(
                (name, json) -> untouched("service " + name, json, registered.remove(name), wrong));
        otherReferences
                .keySet()
                .forEach(reference -> {
                    if (references.remove(reference) == null) {
                        wrong.add("of others, and gone: " + reference);
                    }
                });
        expected.services()
                .forEach((uid, wanted) ->
                        served(uid, wanted, resources, registered, references, wrong));
        expected.refused()
                .forEach((uid, wanted) -> {
                    // Nothing, or what was admitted before; with the addresses of now where it is
                    // live.
                    resources.remove("publicIPAddresses/" + uid + "-pip");
                    resources.remove("loadBalancers/" + uid);
                    if (registered.remove(uid) != null) {
                        addresses(uid, wanted, references, wrong);
                    }
                });
        expected.unwanted().values().forEach(service -> unwanted(service, wrong));
        resources.keySet().forEach(name -> wrong.add("an orphan: " + name));
        registered.keySet().forEach(name -> wrong.add("an orphan: gateway service " + name));
        references.keySet().forEach(name -> wrong.add("an orphan: " + name));
        return wrong;
    }

    private static void untouched(
            String what, ObjectNode before, @Nullable ObjectNode now, List<String> wrong) {
        if (!before.equals(now)) {
            wrong.add("of others, and touched: " + what + " was " + before + " and is " + now);
        }
    }

    private static void served(
            String uid,
            Wanted wanted,
            Map<String, ObjectNode> resources,
            Map<String, ObjectNode> registered,
            Map<String, String> references,
            List<String> wrong) {
        String name = wanted.service().path("metadata").path("name").asText() + " " + uid + ": ";
        JsonNode publicIp = resources.remove("publicIPAddresses/" + uid + "-pip");
        JsonNode balancer = resources.remove("loadBalancers/" + uid);
        JsonNode registration = registered.remove(uid);
        if (publicIp == null || balancer == null || registration == null) {
            wrong.add(
                    "%spublic IP %s, load balancer %s, registration %s"
                            .formatted(
                                    name,
                                    publicIp == null ? "missing" : "there",
                                    balancer == null ? "missing" : "there",
                                    registration == null ? "missing" : "there"));
            return;
        }
        equal(name + "family", wanted.family(), text(publicIp, "publicIPAddressVersion"), wrong);
        equal(name + "public IP", "Succeeded", text(publicIp, "provisioningState"), wrong);
        equal(name + "load balancer", "Succeeded", text(balancer, "provisioningState"), wrong);
        equal(name + "rules", wanted.rules(), rules(balancer), wrong);
        equal(
                name + "frontend",
                publicIp.path("id").asText(),
                balancer.path("properties")
                        .path("frontendIPConfigurations")
                        .path(0)
                        .path("properties")
                        .path("publicIPAddress")
                        .path("id")
                        .asText(),
                wrong);
        equal(
                name + "pool",
                balancer.path("id").asText() + "/backendAddressPools/" + uid,
                registration
                        .path("properties")
                        .path("loadBalancerBackendPools")
                        .path(0)
                        .path("id")
                        .asText(),
                wrong);
        addresses(uid, wanted, references, wrong);
        equal(
                name + "status",
                List.of(text(publicIp, "ipAddress")),
                ingress(wanted.service()),
                wrong);
        if (!finalizers(wanted.service()).contains(World.FINALIZER)) {
            wrong.add(name + "not protected by the finalizer");
        }
    }

    private static void addresses(
            String uid, Wanted wanted, Map<String, String> references, List<String> wrong) {
        Set<String> missing = new TreeSet<>();
        wanted.addresses()
                .forEach((address, location) -> {
                    String reference = reference(location, address, uid);
                    if (references.remove(reference) == null) {
                        missing.add(reference);
                    }
                });
        missing.forEach(reference -> wrong.add("missing: " + reference));
    }

    private static void unwanted(ObjectNode service, List<String> wrong) {
        String name = service.path("metadata").path("name").asText() + ": ";
        if (service.path("metadata").has("deletionTimestamp")) {
            wrong.add(name + "still there, deleted, with " + finalizers(service));
        } else if (finalizers(service).contains(World.FINALIZER)) {
            wrong.add(name + "unwanted, and has our finalizer");
        }
        if (!ingress(service).isEmpty()) {
            wrong.add(name + "unwanted, and shows " + ingress(service));
        }
    }

    private static List<String> ingress(ObjectNode service) {
        List<String> all = new ArrayList<>();
        service.path("status")
                .path("loadBalancer")
                .path("ingress")
                .forEach(entry -> all.add(entry.path("ip").asText()));
        return all;
    }

    private static List<String> finalizers(ObjectNode service) {
        List<String> all = new ArrayList<>();
        service.path("metadata").path("finalizers").forEach(name -> all.add(name.asText()));
        return all;
    }

    private static SortedSet<String> rules(JsonNode balancer) {
        SortedSet<String> rules = new TreeSet<>();
        for (JsonNode rule : balancer.path("properties").path("loadBalancingRules")) {
            JsonNode properties = rule.path("properties");
            rules.add(
                    "%s %d -> %d, %d min, %s"
                            .formatted(
                                    properties.path("protocol").asText(),
                                    properties.path("frontendPort").asInt(),
                                    properties.path("backendPort").asInt(),
                                    properties.path("idleTimeoutInMinutes").asInt(),
                                    properties.path("loadDistribution").asText("Default")));
        }
        return rules;
    }

    private static String text(JsonNode resource, String property) {
        return resource.path("properties").path(property).asText();
    }

    private static void equal(String what, Object wanted, Object found, List<String> wrong) {
        if (!wanted.equals(found)) {
            wrong.add(what + " has to be " + wanted + " and is " + found);
        }
    }
}
