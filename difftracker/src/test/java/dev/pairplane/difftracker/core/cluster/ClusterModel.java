package dev.pairplane.difftracker.core.cluster;

import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What [ClusterView] has to say, derived from whole objects each time it is asked: no index, and
/// nothing remembered but what the cluster holds and when each hold ends.
final class ClusterModel {

    private final Map<String, ServiceObject> services = new TreeMap<>();
    private final Map<String, SliceObject> slices = new TreeMap<>();
    private final Map<String, NodeObject> nodes = new HashMap<>();
    private final Map<String, Vanished> vanished = new HashMap<>();

    private record Vanished(NodeObject node, long at) {}

    void put(ServiceObject service) {
        services.values().removeIf(other -> sameUid(other.ref(), service.ref().uid()));
        services.put(service.ref().path(), service);
    }

    void remove(ObjectRef service) {
        services.values()
                .removeIf(other ->
                        other.ref().path().equals(service.path())
                                && sameUid(other.ref(), service.uid()));
    }

    void put(SliceObject slice) {
        slices.put(slice.namespace() + "/" + slice.name(), slice);
    }

    void removeSlice(String namespace, String name) {
        slices.remove(namespace + "/" + name);
    }

    void put(NodeObject node) {
        nodes.put(node.name(), node);
        vanished.remove(node.name());
    }

    void removeNode(String name, long now) {
        NodeObject node = nodes.remove(name);
        if (node != null) {
            vanished.put(name, new Vanished(node, now));
        }
    }

    void expire(long now, Duration hold) {
        vanished.values().removeIf(gone -> now - gone.at() >= hold.toNanos());
    }

    /// What a Service's addresses are; location by address.
    Map<IpAddress, IpAddress> addresses(String uid, IpFamily family) {
        var settled = new HashMap<IpAddress, IpAddress>();
        var ending = new HashMap<IpAddress, IpAddress>();
        for (SliceObject slice : slices.values()) {
            if (!owns(uid, slice) || slice.deleting() || slice.addressType().equals("FQDN")) {
                continue;
            }
            for (SliceObject.Endpoint endpoint : slice.endpoints()) {
                if (endpoint.ready().equals(Optional.of(false)) || hasEnded(endpoint)) {
                    continue;
                }
                Optional<IpAddress> location = location(endpoint.nodeName(), family);
                boolean isEnding = endpoint.terminating().equals(Optional.of(true));
                for (String text : endpoint.addresses()) {
                    Optional<IpAddress> address =
                            IpAddress.parse(text).filter(a -> a.family() == family);
                    if (address.isPresent() && location.isPresent()) {
                        (isEnding ? ending : settled)
                                .merge(
                                        address.orElseThrow(),
                                        location.orElseThrow(),
                                        ClusterModel::smaller);
                    }
                }
            }
        }
        var all = new HashMap<>(ending);
        all.putAll(settled);
        return all;
    }

    private static IpAddress smaller(IpAddress one, IpAddress other) {
        return one.text().compareTo(other.text()) < 0 ? one : other;
    }

    private static boolean hasEnded(SliceObject.Endpoint endpoint) {
        return endpoint.terminating().equals(Optional.of(true))
                && endpoint.serving().equals(Optional.of(false));
    }

    private boolean owns(String uid, SliceObject slice) {
        return slice.owner()
                .filter(owner -> owner.uid().equalsIgnoreCase(uid))
                .map(owner -> services.get(slice.namespace() + "/" + owner.name()))
                .filter(service -> sameUid(service.ref(), uid))
                .isPresent();
    }

    private Optional<IpAddress> location(String name, IpFamily family) {
        Optional<NodeObject> node =
                Optional.ofNullable(nodes.get(name))
                        .or(() -> Optional.ofNullable(vanished.get(name)).map(Vanished::node));
        return node.stream()
                .flatMap(n -> n.internalIps().stream())
                .flatMap(text -> IpAddress.parse(text).stream())
                .filter(address -> address.family() == family)
                .findFirst();
    }

    private static boolean sameUid(ObjectRef ref, String uid) {
        return ref.uid().equalsIgnoreCase(uid);
    }
}
