package dev.pairplane.difftracker.it;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import dev.pairplane.simulators.kubernetes.patch.PatchType;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.testkit.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Changes the cluster, as its users and the cluster itself do, one change per [#step]. All chance
/// comes from the seed. One thread.
final class Churn {
    private static final int NAMES = 24;
    private static final int PODS = 200;
    private static final int MOST_ENDPOINTS = 15;

    private static final String SERVICES = "services";
    private static final String SLICES = "endpointslices";

    private final KubernetesSimulator cluster;
    private final RandomGenerator random;
    private final Hosts hosts;
    private final Map<String, Owner> owners = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private int slices;

    /// A Service that was made, and its slices.
    private record Owner(String name, String uid, boolean v6, List<Slice> slices) {
        String family() {
            return v6 ? "IPv6" : "IPv4";
        }
    }

    /// @param pods their numbers, and whether they are ready
    private record Slice(String name, Map<Integer, Condition> pods) {}

    private enum Condition {
        READY,
        UNREADY,
        SERVES_TO_THE_END,
        ENDS
    }

    /// @param seeds a stream of its own is taken
    Churn(World world, Seeds seeds) {
        this.cluster = world.kubernetes();
        this.random = seeds.random("churn");
        this.hosts = new Hosts(world, seeds.random("hosts"), PODS);
    }

    /// How often each kind of change was made.
    Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /// Makes one change, or none where the drawn one is not possible now.
    void step() {
        int draw = random.nextInt(100);
        String done;
        if (draw < 18) {
            done = create();
        } else if (draw < 26) {
            done = delete();
        } else if (draw < 38) {
            done = edit();
        } else if (draw < 44) {
            done = retype();
        } else if (draw < 47) {
            done = spoil();
        } else if (draw < 65) {
            done = scale();
        } else if (draw < 80) {
            done = flip();
        } else if (draw < 93) {
            done = movePod();
        } else {
            done = hosts.step();
        }
        if (!done.isEmpty()) {
            counts.merge(done, 1, Integer::sum);
        }
    }

    private String create() {
        String name = "svc-" + random.nextInt(NAMES);
        boolean v6 = random.nextInt(8) == 0;
        if (cluster.get(SERVICES, World.NAMESPACE, name).isPresent()) {
            return "";
        }
        String uid = make(name, v6);
        boolean again = owners.containsKey(name);
        owners.put(name, new Owner(name, uid, v6, new ArrayList<>()));
        for (int i = random.nextInt(3); i > 0; i--) {
            addSlice(owners.get(name));
        }
        return again ? "recreated" : "created";
    }

    private String make(String name, boolean v6) {
        ObjectNode service =
                World.json(
                        """
                        {"apiVersion": "v1", "kind": "Service",
                         "metadata": {"name": "%s", "namespace": "default"},
                         "spec": {"type": "LoadBalancer", "loadBalancerClass": "%s",
                                  "selector": {"app": "%s"}, "ipFamilies": ["%s"]}}
                        """
                                .formatted(name, World.CLASS, name, v6 ? "IPv6" : "IPv4"));
        ObjectNode spec = (ObjectNode) service.path("spec");
        spec.setAll(ports());
        return cluster.create(service).path("metadata").path("uid").asText();
    }

    private ObjectNode ports() {
        ObjectNode spec = World.json("{}");
        var ports = spec.putArray("ports");
        Set<Integer> numbers = new LinkedHashSet<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            numbers.add(random.nextInt(80, 90));
        }
        for (int number : numbers) {
            String protocol = random.nextInt(4) == 0 ? "UDP" : "TCP";
            ports.addObject()
                    .put("name", "p" + number)
                    .put("port", number)
                    .put("targetPort", number + (random.nextBoolean() ? 8000 : 9000))
                    .put("protocol", protocol);
        }
        return spec;
    }

    private String delete() {
        Owner owner = any();
        if (owner == null || present(owner) == null) {
            return "";
        }
        cluster.delete(SERVICES, World.NAMESPACE, owner.name());
        return "deleted";
    }

    private String edit() {
        ObjectNode patch = World.json("{}");
        ObjectNode spec = patch.putObject("spec");
        if (random.nextInt(3) > 0) {
            spec.setAll(ports());
        }
        spec.put("sessionAffinity", random.nextInt(3) == 0 ? "ClientIP" : "None");
        if (random.nextInt(3) == 0) {
            patch.putObject("metadata")
                    .putObject("annotations")
                    .put(Expected.IDLE, Integer.toString(random.nextInt(4, 31)));
        }
        return patchAny("edited", patch);
    }

    /// Makes a load balancer of what is none, and the other way round; seldom of another class.
    private String retype() {
        Owner owner = any();
        ObjectNode service = owner == null ? null : present(owner);
        if (owner == null || service == null) {
            return "";
        }
        boolean balanced = service.path("spec").path("type").asText().equals("LoadBalancer");
        ObjectNode patch = World.json("{}");
        ObjectNode spec = patch.putObject("spec");
        if (balanced && random.nextInt(2) == 0) {
            return "";
        }
        if (balanced) {
            spec.put("type", random.nextBoolean() ? "ClusterIP" : "NodePort");
            spec.putNull("loadBalancerClass");
            spec.putNull("allocateLoadBalancerNodePorts");
            return patch(owner, "retyped away", patch);
        }
        boolean others = random.nextInt(20) == 0;
        spec.put("type", "LoadBalancer");
        spec.put("loadBalancerClass", others ? "example.com/other" : World.CLASS);
        return patch(owner, others ? "given to others" : "retyped back", patch);
    }

    /// Asks for what is refused, or takes it back.
    private String spoil() {
        ObjectNode patch = World.json("{}");
        ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
        if (random.nextInt(3) == 0) {
            annotations.put(Expected.INTERNAL, "true");
            return patchAny("spoilt", patch);
        }
        annotations.putNull(Expected.INTERNAL);
        return patchAny("unspoilt", patch);
    }

    private String scale() {
        Owner owner = any();
        if (owner == null) {
            return "";
        }
        if (owner.slices().isEmpty() || random.nextInt(10) == 0) {
            return addSlice(owner);
        }
        Slice slice = owner.slices().get(random.nextInt(owner.slices().size()));
        if (random.nextInt(12) == 0) {
            owner.slices().remove(slice);
            try {
                cluster.delete(SLICES, World.NAMESPACE, slice.name());
                return "slice removed";
            } catch (ApiException e) {
                return gone(e, "slice removed");
            }
        }
        slice.pods().keySet().removeIf(_ -> random.nextInt(3) == 0);
        fill(slice);
        return write(owner, slice, "scaled");
    }

    private String addSlice(Owner owner) {
        if (present(owner) == null || owner.slices().size() == 3) {
            return "";
        }
        Slice slice = new Slice(owner.name() + "-" + slices++, new LinkedHashMap<>());
        fill(slice);
        cluster.create(body(owner, slice));
        owner.slices().add(slice);
        return "slice added";
    }

    private void fill(Slice slice) {
        for (int i = random.nextInt(MOST_ENDPOINTS); i > 0; i--) {
            slice.pods().putIfAbsent(random.nextInt(PODS), condition());
        }
    }

    private Condition condition() {
        return random.nextInt(3) > 0
                ? Condition.READY
                : Condition.values()[random.nextInt(Condition.values().length)];
    }

    private String flip() {
        Owner owner = any();
        if (owner == null || owner.slices().isEmpty()) {
            return "";
        }
        Slice slice = owner.slices().get(random.nextInt(owner.slices().size()));
        slice.pods().replaceAll((_, old) -> random.nextInt(3) == 0 ? condition() : old);
        return write(owner, slice, "flipped");
    }

    /// A pod's address turns up on another Node; the slices say so one after the other.
    private String movePod() {
        int pod = random.nextInt(PODS);
        hosts.move(pod);
        boolean any = false;
        for (Owner owner : owners.values()) {
            for (Slice slice : owner.slices()) {
                if (slice.pods().containsKey(pod)) {
                    any |= !write(owner, slice, "moved").isEmpty();
                }
            }
        }
        return any ? "moved" : "";
    }

    private String patchAny(String what, ObjectNode patch) {
        Owner owner = any();
        return owner == null ? "" : patch(owner, what, patch);
    }

    private String patch(Owner owner, String what, ObjectNode patch) {
        if (present(owner) == null) {
            return "";
        }
        cluster.patch(SERVICES, World.NAMESPACE, owner.name(), PatchType.MERGE, patch);
        return what;
    }

    /// The owner's object, unless it is on its way out.
    private @Nullable ObjectNode present(Owner owner) {
        return cluster.get(SERVICES, World.NAMESPACE, owner.name())
                .filter(object -> !object.path("metadata").has("deletionTimestamp"))
                .filter(object -> object.path("metadata").path("uid").asText().equals(owner.uid()))
                .orElse(null);
    }

    private @Nullable Owner any() {
        if (owners.isEmpty()) {
            return null;
        }
        return List.copyOf(owners.values()).get(random.nextInt(owners.size()));
    }

    private String write(Owner owner, Slice slice, String what) {
        if (cluster.get(SLICES, World.NAMESPACE, slice.name()).isEmpty()) {
            // The cluster removes the slices of a Service that is gone.
            return "";
        }
        try {
            cluster.replace(body(owner, slice));
            return what;
        } catch (ApiException e) {
            return gone(e, what);
        }
    }

    private static String gone(ApiException e, String what) {
        if (e.code() == 404) {
            return "";
        }
        throw new AssertionError(what, e);
    }

    private ObjectNode body(Owner owner, Slice slice) {
        ObjectNode body = World.slice(owner.name(), owner.uid(), slice.name(), owner.family());
        slice.pods()
                .forEach((pod, condition) -> {
                    String address = Hosts.address(pod, owner.v6());
                    World.endpoint(body, address, hosts.of(pod), condition != Condition.UNREADY)
                            .put("serving", condition != Condition.ENDS)
                            .put(
                                    "terminating",
                                    condition == Condition.ENDS
                                            || condition == Condition.SERVES_TO_THE_END);
                });
        return body;
    }
}
