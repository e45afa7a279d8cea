package dev.pairplane.difftracker.core.cluster;

import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject.Endpoint;
import dev.pairplane.difftracker.core.kubernetes.SliceObject.Owner;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A view over a clock that the test moves, and short ways to say what is in the cluster.
final class Cluster {

    static final Duration HOLD = Duration.ofSeconds(30);

    /// Far from zero, so that the clock passes the largest number on the way.
    private long now = Long.MAX_VALUE - Duration.ofSeconds(45).toNanos();

    final ClusterView view;

    Cluster() {
        this(HOLD);
    }

    Cluster(Duration hold) {
        view = new ClusterView(hold, () -> now);
    }

    long now() {
        return now;
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    Set<String> service(String namespace, String name, String uid) {
        return view.put(serviceObject(namespace, name, uid));
    }

    Set<String> slice(String namespace, String name, Owner owner, Endpoint... endpoints) {
        return view.put(sliceObject(namespace, name, Optional.of(owner), endpoints));
    }

    Set<String> node(String name, String... internalIps) {
        return view.put(new NodeObject(name, List.of(internalIps)));
    }

    /// A Service's IPv4 addresses and their locations, as texts.
    Map<String, String> ipv4(String uid) {
        return texts(view.addresses(uid, IpFamily.IPV4));
    }

    /// A Service's IPv6 addresses and their locations, as texts.
    Map<String, String> ipv6(String uid) {
        return texts(view.addresses(uid, IpFamily.IPV6));
    }

    static Map<String, String> texts(Map<IpAddress, IpAddress> addresses) {
        var texts = new TreeMap<String, String>();
        addresses.forEach((address, location) -> texts.put(address.text(), location.text()));
        return texts;
    }

    static ServiceObject serviceObject(String namespace, String name, String uid) {
        return new TestService().named(namespace, name, uid).build();
    }

    static ObjectRef ref(String namespace, String name, String uid) {
        return new ObjectRef(namespace, name, uid);
    }

    static Owner owner(String name, String uid) {
        return new Owner(name, uid);
    }

    static SliceObject sliceObject(
            String namespace, String name, Optional<Owner> owner, Endpoint... endpoints) {
        return new SliceObject(namespace, name, owner, false, "IPv4", List.of(endpoints));
    }

    /// An endpoint without any condition.
    static Endpoint on(String node, String... addresses) {
        return new Endpoint(
                List.of(addresses), node, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// An endpoint of a pod that is about to end and takes traffic until it does.
    static Endpoint endingOn(String node, String... addresses) {
        return new Endpoint(
                List.of(addresses), node, Optional.of(true), Optional.of(true), Optional.of(true));
    }
}
