package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Random things that people and other controllers do to a cluster.
///
/// An address is on one node at a time; where it moves, each slice that lists it follows in its own
/// time, as the endpoint slice controller would have it.
final class ClusterStorm {

    private static final int MOST_SERVICES = 6;
    private static final int MOST_NODES = 4;
    private static final int ADDRESSES = 10;

    private static final List<ClusterService.Flaw> FLAWS =
            List.copyOf(EnumSet.complementOf(EnumSet.of(ClusterService.Flaw.NONE)));

    private final Stage stage;
    private final RandomGenerator random;

    /// Address to the name of its node.
    private final TreeMap<String, String> places = new TreeMap<>();

    private int names;

    ClusterStorm(Stage stage) {
        this.stage = stage;
        this.random = stage.world.random("storm");
    }

    /// The cluster before anything was done to it.
    void begin() {
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            addNode();
        }
        for (int i = 0; i < random.nextInt(3); i++) {
            createService();
        }
    }

    /// One thing.
    void strike() {
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> createService();
            case 3 -> pick(service -> !service.deleting).ifPresent(this::editPorts);
            case 4 -> pick(service -> !service.deleting).ifPresent(this::breakOrMend);
            case 5 -> pick(service -> !service.deleting).ifPresent(this::flip);
            case 6, 7 -> pick(service -> !service.deleting).ifPresent(stage.cluster::delete);
            case 8 -> pick(_ -> true).ifPresent(this::foreignFinalizer);
            case 9, 10, 11, 12 -> pick(_ -> true).ifPresent(this::addEndpoint);
            case 13, 14, 15 -> anySlice().ifPresent(this::removeEndpoint);
            case 16 -> anySlice().ifPresent(this::changeEndpoint);
            case 17 -> pick(_ -> true).ifPresent(this::listTwice);
            case 18 -> anySlice().ifPresent(slice -> stage.cluster.removeSlice(key(slice)));
            case 19 -> movePod();
            case 20 -> pick(_ -> true).ifPresent(this::hostileSlice);
            case 21 -> addNode();
            case 22 -> changeNode();
            default -> removeNode();
        }
    }

    /// Ends what is only temporary, so that there is one answer to what is wanted.
    void settle() {
        for (ClusterService service : services()) {
            if (service.foreignFinalizer) {
                service.foreignFinalizer = false;
                stage.cluster.changed(service);
            }
            if (service.flaw != ClusterService.Flaw.NONE && random.nextInt(3) > 0) {
                service.flaw = ClusterService.Flaw.NONE;
                stage.cluster.changed(service);
            }
        }
        collectGarbage();
        for (SliceObject slice : slices()) {
            follow(key(slice));
        }
    }

    private List<ClusterService> services() {
        return new ArrayList<>(stage.cluster.services.values());
    }

    private List<SliceObject> slices() {
        return new ArrayList<>(stage.cluster.slices.values());
    }

    private Optional<ClusterService> pick(Predicate<ClusterService> which) {
        List<ClusterService> found = services().stream().filter(which).toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.get(random.nextInt(found.size())));
    }

    private Optional<SliceObject> anySlice() {
        List<SliceObject> found = slices();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.get(random.nextInt(found.size())));
    }

    private void createService() {
        String name = "s" + random.nextInt(MOST_SERVICES);
        if (stage.cluster.services.containsKey("apps/" + name)) {
            return;
        }
        IpFamily family = random.nextInt(5) == 0 ? IpFamily.IPV6 : IpFamily.IPV4;
        ClusterService service =
                stage.draft(name, family, ports().toArray(ClusterService.Port[]::new));
        if (random.nextInt(8) == 0) {
            service.className = Optional.of("somebody.else/class");
        } else if (random.nextInt(8) == 0) {
            service.flaw = flaw();
        }
        stage.cluster.add(service);
        for (int i = 0; i < random.nextInt(4); i++) {
            addEndpoint(service);
        }
    }

    private List<ClusterService.Port> ports() {
        var ports = new ArrayList<ClusterService.Port>();
        int first = 80 + random.nextInt(3);
        for (int i = 0; i <= random.nextInt(3); i++) {
            ports.add(Stage.port(random.nextInt(4) == 0 ? "UDP" : "TCP", first + i, 8000 + i));
        }
        return ports;
    }

    private ClusterService.Flaw flaw() {
        return FLAWS.get(random.nextInt(FLAWS.size()));
    }

    private void editPorts(ClusterService service) {
        switch (random.nextInt(3)) {
            case 0 -> service.idleTimeout = 4 + random.nextInt(27);
            case 1 -> service.affinity ^= true;
            default -> service.ports = ports();
        }
        stage.cluster.changed(service);
    }

    private void breakOrMend(ClusterService service) {
        service.flaw = service.flaw == ClusterService.Flaw.NONE ? flaw() : ClusterService.Flaw.NONE;
        stage.cluster.changed(service);
    }

    private void flip(ClusterService service) {
        if (service.type.equals("LoadBalancer")) {
            service.type = "ClusterIP";
            service.className = Optional.empty();
        } else {
            service.type = "LoadBalancer";
            service.className = stage.className();
        }
        stage.cluster.changed(service);
    }

    private void foreignFinalizer(ClusterService service) {
        if (service.deleting && !service.foreignFinalizer) {
            return;
        }
        service.foreignFinalizer ^= true;
        stage.cluster.changed(service);
    }

    private String address(IpFamily family) {
        int number = 1 + random.nextInt(ADDRESSES);
        String address = family == IpFamily.IPV4 ? "10.244.0." + number : "fd00:244::" + number;
        places.computeIfAbsent(address, _ -> nodeName());
        return address;
    }

    private String nodeName() {
        return "n" + random.nextInt(MOST_NODES);
    }

    private SliceObject.Endpoint endpoint(String address) {
        boolean terminating = random.nextInt(12) == 0;
        return new SliceObject.Endpoint(
                List.of(address),
                places.getOrDefault(address, "n0"),
                random.nextInt(6) == 0 ? Optional.empty() : Optional.of(random.nextInt(6) > 0),
                random.nextInt(3) == 0 ? Optional.empty() : Optional.of(random.nextBoolean()),
                terminating ? Optional.of(true) : Optional.empty());
    }

    private void addEndpoint(ClusterService service) {
        String name =
                service.ref.name()
                        + "-"
                        + service.identity().substring(0, 4)
                        + "-"
                        + random.nextInt(2);
        SliceObject present = stage.cluster.slices.get("apps/" + name);
        var endpoints = new ArrayList<SliceObject.Endpoint>();
        if (present != null) {
            endpoints.addAll(present.endpoints());
        }
        String address = address(service.family);
        endpoints.removeIf(endpoint -> endpoint.addresses().contains(address));
        endpoints.add(endpoint(address));
        stage.slice(service, name, endpoints.toArray(SliceObject.Endpoint[]::new));
    }

    private static String key(SliceObject slice) {
        return slice.namespace() + "/" + slice.name();
    }

    private void edit(SliceObject slice, UnaryOperator<List<SliceObject.Endpoint>> change) {
        stage.cluster.put(
                new SliceObject(
                        slice.namespace(),
                        slice.name(),
                        slice.owner(),
                        slice.deleting(),
                        slice.addressType(),
                        change.apply(new ArrayList<>(slice.endpoints()))));
    }

    private void removeEndpoint(SliceObject slice) {
        edit(
                slice,
                endpoints -> {
                    if (!endpoints.isEmpty()) {
                        endpoints.remove(random.nextInt(endpoints.size()));
                    }
                    return endpoints;
                });
    }

    private void changeEndpoint(SliceObject slice) {
        edit(
                slice,
                endpoints -> {
                    if (!endpoints.isEmpty()) {
                        int index = random.nextInt(endpoints.size());
                        endpoints.set(index, endpoint(endpoints.get(index).addresses().getFirst()));
                    }
                    return endpoints;
                });
    }

    /// The endpoint slice controller moves an endpoint to another slice: for a moment, or for long,
    /// it is in both.
    private void listTwice(ClusterService service) {
        String prefix = service.ref.name() + "-" + service.identity().substring(0, 4) + "-";
        SliceObject from = stage.cluster.slices.get("apps/" + prefix + "0");
        if (from == null || from.endpoints().isEmpty()) {
            return;
        }
        SliceObject.Endpoint moved = from.endpoints().getFirst();
        SliceObject to = stage.cluster.slices.get("apps/" + prefix + "1");
        var endpoints = new ArrayList<SliceObject.Endpoint>();
        if (to != null) {
            endpoints.addAll(to.endpoints());
        }
        endpoints.removeIf(endpoint -> endpoint.addresses().equals(moved.addresses()));
        endpoints.add(moved);
        stage.slice(service, prefix + "1", endpoints.toArray(SliceObject.Endpoint[]::new));
        stage.world.after(
                random.nextLong(20 * World.SECOND),
                () -> {
                    SliceObject now = stage.cluster.slices.get(key(from));
                    if (now != null) {
                        edit(
                                now,
                                left -> {
                                    left.removeIf(endpoint ->
                                            endpoint.addresses().equals(moved.addresses()));
                                    return left;
                                });
                    }
                });
    }

    private void movePod() {
        if (places.isEmpty()) {
            return;
        }
        String address = new ArrayList<>(places.keySet()).get(random.nextInt(places.size()));
        places.put(address, nodeName());
        stage.world.say("cluster: %s is now on %s", address, places.get(address));
        for (SliceObject slice : slices()) {
            stage.world.after(random.nextLong(15 * World.SECOND), () -> follow(key(slice)));
        }
    }

    /// Brings a slice's nodes up to date.
    private void follow(String key) {
        SliceObject slice = stage.cluster.slices.get(key);
        if (slice == null || stale(slice) == null) {
            return;
        }
        edit(
                slice,
                endpoints -> {
                    endpoints.replaceAll(endpoint ->
                            new SliceObject.Endpoint(
                                    endpoint.addresses(),
                                    places.getOrDefault(
                                            endpoint.addresses().getFirst(), endpoint.nodeName()),
                                    endpoint.ready(),
                                    endpoint.serving(),
                                    endpoint.terminating()));
                    return endpoints;
                });
    }

    private SliceObject.@Nullable Endpoint stale(SliceObject slice) {
        return slice.endpoints().stream()
                .filter(endpoint ->
                        !endpoint.nodeName()
                                .equals(
                                        places.getOrDefault(
                                                endpoint.addresses().getFirst(),
                                                endpoint.nodeName())))
                .findFirst()
                .orElse(null);
    }

    /// Somebody in another namespace, or with another UID, claims a Service.
    private void hostileSlice(ClusterService victim) {
        boolean otherNamespace = random.nextBoolean();
        stage.cluster.put(
                new SliceObject(
                        otherNamespace ? "evil" : "apps",
                        "claim" + random.nextInt(2),
                        Optional.of(
                                new SliceObject.Owner(
                                        victim.ref.name(),
                                        otherNamespace ? victim.ref.uid() : "another-uid")),
                        false,
                        victim.family.text(),
                        List.of(
                                Stage.endpoint(
                                        victim.family == IpFamily.IPV4
                                                ? "10.66.6." + random.nextInt(9)
                                                : "fd66::" + random.nextInt(9),
                                        nodeName()))));
    }

    private void addNode() {
        String name = nodeName();
        if (!stage.cluster.nodes.containsKey(name)) {
            putNode(name);
        }
    }

    private void putNode(String name) {
        int number = 4 + names++ % 200;
        var addresses = new ArrayList<String>();
        addresses.add("10.0.0." + number);
        if (random.nextInt(3) == 0) {
            addresses.add("10.0.1." + number);
        }
        if (random.nextInt(3) > 0) {
            addresses.add(random.nextInt(addresses.size() + 1), "FD00:0:0:0:0:0:0:" + number);
        }
        stage.node(name, addresses.toArray(String[]::new));
    }

    private void changeNode() {
        String name = nodeName();
        if (stage.cluster.nodes.containsKey(name)) {
            putNode(name);
        }
    }

    private void removeNode() {
        if (stage.cluster.nodes.size() > 1) {
            stage.cluster.removeNode(nodeName());
        }
    }

    /// Slices go some time after their Service.
    private void collectGarbage() {
        for (SliceObject slice : slices()) {
            boolean owned =
                    slice.owner()
                            .map(owner ->
                                    stage.cluster.services.get(
                                            slice.namespace() + "/" + owner.name()))
                            .isPresent();
            if (!owned && random.nextBoolean()) {
                stage.cluster.removeSlice(key(slice));
            }
        }
    }
}
