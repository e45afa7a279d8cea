package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the addresses of a Service are, worked out anew from the design and not from the code under
/// test.
final class Wanted {

    private Wanted() {}

    /// Every address that some slice of the Service counts, whether its node is known or not, with
    /// the nodes it is said to be on.
    static SortedMap<IpAddress, SortedSet<String>> listed(
            ObjectRef service, Map<String, SliceObject> slices) {
        var listed = new TreeMap<IpAddress, SortedSet<String>>();
        for (SliceObject slice : slices.values()) {
            if (!belongs(slice, service)) {
                continue;
            }
            for (SliceObject.Endpoint endpoint : slice.endpoints()) {
                if (counts(endpoint)) {
                    for (String text : endpoint.addresses()) {
                        IpAddress.parse(text)
                                .ifPresent(address ->
                                        listed.computeIfAbsent(address, _ -> new TreeSet<>())
                                                .add(endpoint.nodeName()));
                    }
                }
            }
        }
        return listed;
    }

    /// The addresses of one family with the node addresses they are behind.
    static SortedMap<IpAddress, SortedSet<IpAddress>> located(
            ObjectRef service,
            IpFamily family,
            Map<String, SliceObject> slices,
            Map<String, NodeObject> nodes) {
        var located = new TreeMap<IpAddress, SortedSet<IpAddress>>();
        listed(service, slices)
                .forEach((address, names) -> {
                    for (String name : names) {
                        location(nodes, name, family)
                                .filter(_ -> address.family() == family)
                                .ifPresent(location ->
                                        located.computeIfAbsent(address, _ -> new TreeSet<>())
                                                .add(location));
                    }
                });
        return located;
    }

    private static Optional<IpAddress> location(
            Map<String, NodeObject> nodes, String name, IpFamily family) {
        NodeObject node = nodes.get(name);
        return node == null
                ? Optional.empty()
                : node.internalIps().stream()
                        .map(IpAddress::parse)
                        .flatMap(Optional::stream)
                        .filter(address -> address.family() == family)
                        .findFirst();
    }

    private static boolean belongs(SliceObject slice, ObjectRef service) {
        return !slice.deleting()
                && !slice.addressType().equals("FQDN")
                && slice.namespace().equals(service.namespace())
                && slice.owner()
                        .filter(owner ->
                                owner.name().equals(service.name())
                                        && owner.uid().equals(service.uid()))
                        .isPresent();
    }

    private static boolean counts(SliceObject.Endpoint endpoint) {
        boolean ended = endpoint.terminating().orElse(false) && !endpoint.serving().orElse(true);
        return endpoint.ready().orElse(true) && !ended && !endpoint.nodeName().isEmpty();
    }
}
