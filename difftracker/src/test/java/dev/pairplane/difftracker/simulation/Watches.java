package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Tells one process of the cluster: a list per kind first, then changes. Each kind has its own
/// delays, so kinds overtake each other; within a kind the order stays. A dropped watch misses what
/// happens until its next list, which shows only what is there then.
final class Watches implements ClusterModel.Listener {

    /// One kind's stream.
    private final class Stream {
        private long last;
        private int generation;
        private boolean down;

        void send(Runnable delivery) {
            if (down) {
                return;
            }
            long delay = random.nextInt(12) == 0 ? 3000 : 80;
            last = Math.max(last + 1, world.nanos() + random.nextLong(delay) * World.MILLI);
            int mine = generation;
            world.after(
                    last - world.nanos(),
                    () -> {
                        if (mine == generation && process.alive() && !process.stopping()) {
                            process.run(delivery);
                        }
                    });
        }

        void drop() {
            generation++;
        }
    }

    private final World world;
    private final ClusterModel cluster;
    private final ControllerProcess process;
    private final RandomGenerator random;
    private final Stream services = new Stream();
    private final Stream slices = new Stream();
    private final Stream nodes = new Stream();
    private int lists;

    /// As delivered; what the controller can know.
    final TreeMap<String, ServiceObject> seenServices = new TreeMap<>();

    final TreeMap<String, SliceObject> seenSlices = new TreeMap<>();
    final TreeMap<String, NodeObject> seenNodes = new TreeMap<>();

    /// Called after each delivery.
    private final Runnable delivered;

    Watches(World world, ClusterModel cluster, ControllerProcess process, Runnable delivered) {
        this.world = world;
        this.cluster = cluster;
        this.process = process;
        this.delivered = delivered;
        this.random = world.random("watches " + process.number());
    }

    /// Lists all kinds, each in its time, and says when the controller has been told of all.
    void start() {
        cluster.listen(this);
        services.send(this::listServices);
        slices.send(this::listSlices);
        nodes.send(this::listNodes);
    }

    private void listed() {
        if (++lists == 3) {
            world.say("%s synced", process);
            process.controller().clusterSynced();
        }
    }

    /// Drops the watch of one kind; it is listed again after a while.
    void drop(int kind, long delay) {
        Stream stream = kind == 0 ? services : kind == 1 ? slices : nodes;
        if (lists < 3) {
            return;
        }
        world.say("%s watch %d drops", process, kind);
        stream.drop();
        stream.down = true;
        Runnable list =
                kind == 0 ? this::listServices : kind == 1 ? this::listSlices : this::listNodes;
        world.after(
                delay,
                () -> {
                    stream.down = false;
                    stream.send(list);
                });
    }

    /// No event of this kind arrives for so long; later ones queue up behind.
    void stall(int kind, long nanos) {
        Stream stream = kind == 0 ? services : kind == 1 ? slices : nodes;
        world.say("%s watch %d stalls", process, kind);
        stream.last = Math.max(stream.last, world.nanos() + nanos);
    }

    private void listServices() {
        // What was on its way is older than the list.
        services.drop();
        for (ServiceObject gone : List.copyOf(seenServices.values())) {
            if (cluster.find(gone.ref()) == null) {
                deliver(gone.ref(), null);
            }
        }
        for (ClusterService service : cluster.services.values().toArray(ClusterService[]::new)) {
            deliver(service.ref, service.object());
        }
        listed();
    }

    private void listSlices() {
        slices.drop();
        for (String key : seenSlices.keySet().toArray(String[]::new)) {
            if (!cluster.slices.containsKey(key)) {
                deliverSlice(key, null);
            }
        }
        new TreeMap<>(cluster.slices).forEach(this::deliverSlice);
        listed();
    }

    private void listNodes() {
        nodes.drop();
        for (String name : seenNodes.keySet().toArray(String[]::new)) {
            if (!cluster.nodes.containsKey(name)) {
                deliverNode(name, null);
            }
        }
        new TreeMap<>(cluster.nodes).forEach(this::deliverNode);
        listed();
    }

    @Override
    public void service(ObjectRef ref, @Nullable ServiceObject object) {
        services.send(() -> deliver(ref, object));
    }

    @Override
    public void slice(String key, @Nullable SliceObject object) {
        slices.send(() -> deliverSlice(key, object));
    }

    @Override
    public void node(String name, @Nullable NodeObject object) {
        nodes.send(() -> deliverNode(name, object));
    }

    private void deliver(ObjectRef ref, @Nullable ServiceObject object) {
        if (object == null) {
            ServiceObject seen = seenServices.get(ref.path());
            if (seen != null && seen.ref().equals(ref)) {
                seenServices.remove(ref.path());
            }
            world.say("%s sees service %s gone", process, ref);
            process.controller().serviceGone(ref);
        } else {
            seenServices.put(ref.path(), object);
            world.say(
                    "%s sees service %s: %s of %s%s, %s %s",
                    process,
                    ref,
                    object.type(),
                    object.loadBalancerClass(),
                    object.deleting() ? ", deleting" : "",
                    object.finalizers(),
                    object.ingress());
            process.controller().serviceSeen(object);
        }
        delivered.run();
    }

    private void deliverSlice(String key, @Nullable SliceObject object) {
        if (object == null) {
            seenSlices.remove(key);
            world.say("%s sees slice %s gone", process, key);
            String[] parts = key.split("/", 2);
            process.controller().sliceGone(parts[0], parts[1]);
        } else {
            seenSlices.put(key, object);
            world.say("%s sees slice %s", process, key);
            process.controller().sliceSeen(object);
        }
        delivered.run();
    }

    private void deliverNode(String name, @Nullable NodeObject object) {
        if (object == null) {
            seenNodes.remove(name);
            world.say("%s sees node %s gone", process, name);
            process.controller().nodeGone(name);
        } else {
            seenNodes.put(name, object);
            world.say("%s sees node %s", process, object);
            process.controller().nodeSeen(object);
        }
        delivered.run();
    }
}
