package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.cluster.Selection;
import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the API server holds, and the rules of its own: a deleted object stays until its last
/// finalizer is gone.
final class ClusterModel {

    /// Told of each change, at once.
    interface Listener {
        /// A Service.
        ///
        /// @param object what is there now; null when it is gone
        void service(ObjectRef ref, @Nullable ServiceObject object);

        void slice(String key, @Nullable SliceObject object);

        void node(String name, @Nullable NodeObject object);
    }

    /// Services by namespace and name; slices likewise; nodes by name.
    final TreeMap<String, ClusterService> services = new TreeMap<>();

    final TreeMap<String, SliceObject> slices = new TreeMap<>();
    final TreeMap<String, NodeObject> nodes = new TreeMap<>();

    private final World world;
    private final Selection selection;
    private Optional<Listener> listener = Optional.empty();
    private long writes;

    ClusterModel(World world, Selection selection) {
        this.world = world;
        this.selection = selection;
    }

    void listen(Listener to) {
        listener = Optional.of(to);
    }

    void deafen() {
        listener = Optional.empty();
    }

    Selection selection() {
        return selection;
    }

    /// Writes of the controller that changed something.
    long writes() {
        return writes;
    }

    void wrote() {
        writes++;
    }

    /// The Service with this very UID, if it is there.
    @Nullable ClusterService find(ObjectRef ref) {
        ClusterService service = services.get(ref.path());
        return service != null && service.ref.uid().equals(ref.uid()) ? service : null;
    }

    @Nullable ClusterService byIdentity(String identity) {
        for (ClusterService service : services.values()) {
            if (service.identity().equals(identity)) {
                return service;
            }
        }
        return null;
    }

    void add(ClusterService service) {
        services.put(service.key(), service);
        world.say("cluster: + service %s %s", service.ref, service.rules());
        changed(service);
        changed(service);
    }

    /// To be called after each change of a Service; a deleted one without finalizers goes.
    void changed(ClusterService service) {
        if (services.get(service.key()) != service) {
            return;
        }
        service.edited();
        world.say("cluster: service %s", service.ref);
        if (service.deleting && !service.ours && !service.standard && !service.foreignFinalizer) {
            services.remove(service.key());
            world.say("cluster: - service %s", service.ref);
            listener.ifPresent(to -> to.service(service.ref, null));
            return;
        }
        listener.ifPresent(to -> to.service(service.ref, service.object()));
    }

    void delete(ClusterService service) {
        world.say("cluster: delete service %s", service.ref);
        service.deleting = true;
        changed(service);
    }

    /// Takes an object away in spite of its finalizers, as somebody with a patch could.
    void tearOut(ClusterService service) {
        service.deleting = true;
        service.ours = false;
        service.standard = false;
        service.foreignFinalizer = false;
        changed(service);
    }

    void put(SliceObject slice) {
        String key = slice.namespace() + "/" + slice.name();
        world.say("cluster: slice %s", slice);
        slices.put(key, slice);
        listener.ifPresent(to -> to.slice(key, slice));
    }

    void removeSlice(String key) {
        if (slices.remove(key) != null) {
            world.say("cluster: - slice %s", key);
            listener.ifPresent(to -> to.slice(key, null));
        }
    }

    void put(NodeObject node) {
        world.say("cluster: node %s", node);
        nodes.put(node.name(), node);
        listener.ifPresent(to -> to.node(node.name(), node));
    }

    void removeNode(String name) {
        if (nodes.remove(name) != null) {
            world.say("cluster: - node %s", name);
            listener.ifPresent(to -> to.node(name, null));
        }
    }

    /// Whether a Service is to be served, refused ones included.
    boolean wants(ClusterService service) {
        return !service.deleting && selection.selects(service.object());
    }

    /// Who has published an address.
    Optional<ClusterService> publisher(IpAddress address) {
        return services.values().stream()
                .filter(service -> service.ingress.contains(address))
                .findFirst();
    }
}
