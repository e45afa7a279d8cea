package dev.pairplane.difftracker.core.cluster;

import dev.pairplane.difftracker.core.cluster.CachedSlice.Backend;
import dev.pairplane.difftracker.core.cluster.CachedSlice.Claim;
import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What the cluster holds, and which addresses each Service has by it.
///
/// A Service's addresses are the union over the slices that are its own: those whose owner has the
/// UID and the name of a Service that is here, in the slice's own namespace. A slice whose Service
/// is not here is kept, and speaks as soon as it comes. An endpoint counts when it is not said to
/// be unready, and not both terminating and said not to serve. Each of its addresses that can be
/// read is located by its node: by the first listed `InternalIP` of the address's own family that
/// can be read. Without such a node it is left out.
///
/// The addresses of a Node that vanishes stay for a while, for all its endpoints, until [#expire]
/// ends them or the Node comes back, whose addresses then count at once.
///
/// The same address from two endpoints is one: an endpoint that is not terminating wins, and among
/// equals the smallest location in the order of [IpAddress]. So the outcome depends on what is
/// there, never on the order in which it came.
///
/// Each change answers with the UIDs, in lower case, of the Services whose addresses may be others
/// than before; everything else about a Service is the caller's to compare. A change costs what the
/// changed object holds, never the whole. To be used by one thread at a time; what it returns is in
/// the same order in each run.
public final class ClusterView {

    private final long holdNanos;
    private final LongSupplier nanos;

    // The same Services in both.
    private final Map<ObjectName, ServiceObject> services = new LinkedHashMap<>();
    private final Map<String, ServiceObject> servicesByUid = new HashMap<>();

    private final Map<ObjectName, CachedSlice> slices = new HashMap<>();
    private final Map<Claim, Set<CachedSlice>> slicesByClaim = new HashMap<>();

    // Nodes that are there, that are held, or that a slice speaks of.
    private final Map<String, CachedNode> nodes = new HashMap<>();
    // Vanished nodes whose addresses still count, the first to end first.
    private final LinkedHashSet<CachedNode> held = new LinkedHashSet<>();

    private int presentNodes;
    private int backends;

    /// @param nodeHold how long a vanished Node's addresses stay; may be zero
    /// @param nanos monotonic time in nanoseconds
    /// @throws IllegalArgumentException when the hold is negative
    public ClusterView(Duration nodeHold, LongSupplier nanos) {
        if (nodeHold.isNegative()) {
            throw new IllegalArgumentException(
                    "a vanished node is held for zero or more, not for " + nodeHold);
        }
        this.holdNanos = nodeHold.toNanos();
        this.nanos = nanos;
    }

    /// A Service is there, or has changed. Under a name only the last one that was seen is there,
    /// and a UID is only one object's. Affected are a Service that is new, and the one whose place
    /// it takes.
    public Set<String> put(ServiceObject service) {
        var affected = new LinkedHashSet<String>();
        ServiceObject before = services.put(name(service.ref()), service);
        if (before != null && !uid(before).equals(uid(service))) {
            servicesByUid.remove(uid(before));
            affected.add(uid(before));
        }
        ServiceObject same = servicesByUid.put(uid(service), service);
        if (same == null) {
            affected.add(uid(service));
        } else if (!name(same.ref()).equals(name(service.ref()))) {
            services.remove(name(same.ref()));
            affected.add(uid(service));
        }
        return Collections.unmodifiableSet(affected);
    }

    /// A Service is there no longer. Nothing happens when another one has its name by now.
    public Set<String> removeService(ObjectRef service) {
        ServiceObject present = services.get(name(service));
        if (present == null || !uid(present).equals(lower(service.uid()))) {
            return Set.of();
        }
        services.remove(name(service));
        servicesByUid.remove(uid(present));
        return Set.of(uid(present));
    }

    /// An EndpointSlice is there, or has changed. Affected are the Service it belonged to and the
    /// one it belongs to.
    public Set<String> put(SliceObject slice) {
        var name = new ObjectName(slice.namespace(), slice.name());
        var next = CachedSlice.of(slice, this::node);
        CachedSlice before = slices.get(name);
        if (before != null && before.saysTheSameAs(next)) {
            return Set.of();
        }
        link(next);
        slices.put(name, next);
        var affected = new LinkedHashSet<String>();
        if (before != null) {
            unlink(before);
            addOwner(before, affected);
        }
        addOwner(next, affected);
        return Collections.unmodifiableSet(affected);
    }

    /// An EndpointSlice is there no longer.
    public Set<String> removeSlice(String namespace, String name) {
        CachedSlice before = slices.remove(new ObjectName(namespace, name));
        if (before == null) {
            return Set.of();
        }
        unlink(before);
        var affected = new LinkedHashSet<String>();
        addOwner(before, affected);
        return Collections.unmodifiableSet(affected);
    }

    /// A Node is there, or has changed. Affected are the Services with endpoints on it, when an
    /// address of it that locates them changed.
    public Set<String> put(NodeObject object) {
        CachedNode node = node(object.name());
        held.remove(node);
        if (!node.isPresent()) {
            node.setPresent(true);
            presentNodes++;
        }
        return node.locate(object.internalIps()) ? owners(node) : Set.of();
    }

    /// A Node is there no longer. Its addresses stay for the hold, which a second call does not
    /// make longer; without one, the Services with endpoints on it are affected now.
    public Set<String> removeNode(String name) {
        CachedNode node = nodes.get(name);
        if (node == null || !node.isPresent()) {
            return Set.of();
        }
        node.setPresent(false);
        presentNodes--;
        if (holdNanos == 0) {
            return forget(node);
        }
        node.holdUntil(nanos.getAsLong() + holdNanos);
        held.add(node);
        return Set.of();
    }

    /// When [#expire] has something to do next, in the time of the supplier.
    public OptionalLong nextExpiry() {
        return held.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(held.getFirst().heldUntilNanos());
    }

    /// Ends the holds that are over by now. Until it is called their addresses stay, so nothing
    /// changes untold. Affected are the Services with endpoints on those nodes.
    public Set<String> expire() {
        var affected = new LinkedHashSet<String>();
        long now = nanos.getAsLong();
        while (!held.isEmpty() && held.getFirst().heldUntilNanos() - now <= 0) {
            affected.addAll(forget(held.removeFirst()));
        }
        return Collections.unmodifiableSet(affected);
    }

    /// The Service with a UID, in any case.
    public Optional<ServiceObject> service(String uid) {
        return Optional.ofNullable(servicesByUid.get(lower(uid)));
    }

    /// Whether there is a Service with this UID, in any case.
    public boolean contains(String uid) {
        return servicesByUid.containsKey(lower(uid));
    }

    /// Whether there is this very Service, under this name and with this UID.
    public boolean contains(ObjectRef service) {
        ServiceObject present = services.get(name(service));
        return present != null && uid(present).equals(lower(service.uid()));
    }

    /// All Services, in the order in which they came; a view that follows.
    public Collection<ServiceObject> services() {
        return Collections.unmodifiableCollection(services.values());
    }

    /// The addresses of a Service's endpoints, each with the node address behind which it is; both
    /// are of the family. None for a Service that is not here. A copy.
    public Map<IpAddress, IpAddress> addresses(String uid, IpFamily family) {
        ServiceObject service = servicesByUid.get(lower(uid));
        if (service == null) {
            return Map.of();
        }
        var located = new HashMap<IpAddress, IpAddress>();
        var terminating = new HashMap<IpAddress, IpAddress>();
        for (CachedSlice slice : slicesByClaim.getOrDefault(claim(service), Set.of())) {
            for (Backend backend : slice.backends()) {
                IpAddress location = backend.node().location(family);
                if (location != null && backend.address().family() == family) {
                    (backend.terminating() ? terminating : located)
                            .merge(backend.address(), location, ClusterView::smaller);
                }
            }
        }
        terminating.forEach(located::putIfAbsent);
        return Collections.unmodifiableMap(located);
    }

    /// Slices that are here, whosever they are.
    public int slices() {
        return slices.size();
    }

    /// Nodes that are there.
    public int nodes() {
        return presentNodes;
    }

    /// Nodes that are not there, and whose addresses still count.
    public int heldNodes() {
        return held.size();
    }

    /// Addresses in slices that take traffic, located or not, each time they are listed.
    public int endpoints() {
        return backends;
    }

    private CachedNode node(String name) {
        return nodes.computeIfAbsent(name, CachedNode::new);
    }

    private void link(CachedSlice slice) {
        slice.claim()
                .ifPresent(claim ->
                        slicesByClaim
                                .computeIfAbsent(claim, _ -> new LinkedHashSet<>())
                                .add(slice));
        for (Backend backend : slice.backends()) {
            backend.node().slices().add(slice);
        }
        backends += slice.backends().size();
    }

    private void unlink(CachedSlice slice) {
        slice.claim()
                .ifPresent(claim ->
                        slicesByClaim.computeIfPresent(claim, (_, of) -> without(of, slice)));
        for (Backend backend : slice.backends()) {
            backend.node().slices().remove(slice);
            dropIfUnused(backend.node());
        }
        backends -= slice.backends().size();
    }

    private static @Nullable Set<CachedSlice> without(Set<CachedSlice> of, CachedSlice slice) {
        of.remove(slice);
        return of.isEmpty() ? null : of;
    }

    /// Takes a node's addresses away.
    private Set<String> forget(CachedNode node) {
        boolean changed = node.locate(List.of());
        dropIfUnused(node);
        return changed ? owners(node) : Set.of();
    }

    private void dropIfUnused(CachedNode node) {
        if (!node.isPresent() && node.slices().isEmpty() && !held.contains(node)) {
            nodes.remove(node.name());
        }
    }

    private Set<String> owners(CachedNode node) {
        var owners = new LinkedHashSet<String>();
        node.slices().forEach(slice -> addOwner(slice, owners));
        return Collections.unmodifiableSet(owners);
    }

    /// Adds the UID of the Service a slice belongs to, if it belongs to one.
    private void addOwner(CachedSlice slice, Set<String> owners) {
        slice.claim().filter(this::holds).ifPresent(claim -> owners.add(claim.uid()));
    }

    private boolean holds(Claim claim) {
        ServiceObject service = servicesByUid.get(claim.uid());
        return service != null && claim(service).equals(claim);
    }

    private static Claim claim(ServiceObject service) {
        ObjectRef ref = service.ref();
        return new Claim(ref.namespace(), ref.name(), ref.uid());
    }

    private static IpAddress smaller(IpAddress one, IpAddress other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static ObjectName name(ObjectRef ref) {
        return new ObjectName(ref.namespace(), ref.name());
    }

    private static String uid(ServiceObject service) {
        return lower(service.ref().uid());
    }

    private static String lower(String uid) {
        return uid.toLowerCase(Locale.ROOT);
    }
}
