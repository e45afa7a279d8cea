package dev.pairplane.difftracker.core.cluster;

import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject.Endpoint;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// An EndpointSlice, cut down to the addresses that count. Two of them are never equal; whether one
/// says the same as another is [#saysTheSameAs].
final class CachedSlice {

    private final Optional<Claim> claim;
    private final List<Backend> backends;

    private CachedSlice(Optional<Claim> claim, List<Backend> backends) {
        this.claim = claim;
        this.backends = backends;
    }

    /// The Service a slice says it belongs to; whether that is so depends on the Services there
    /// are.
    ///
    /// @param namespace the slice's own namespace: a slice never speaks for another
    /// @param name the Service's name
    /// @param uid the Service's UID, in lower case
    record Claim(String namespace, String name, String uid) {

        Claim {
            uid = uid.toLowerCase(Locale.ROOT);
        }
    }

    /// One address that takes traffic.
    ///
    /// @param address the pod's address
    /// @param node where it runs; perhaps not there, or not yet
    /// @param terminating whether the pod is about to end, and still serves
    record Backend(IpAddress address, CachedNode node, boolean terminating) {}

    /// @param nodes gives the node with a name, made if need be
    static CachedSlice of(SliceObject slice, Function<String, CachedNode> nodes) {
        var claim = slice.owner().map(o -> new Claim(slice.namespace(), o.name(), o.uid()));
        boolean silent =
                claim.isEmpty() || slice.deleting() || slice.addressType().equalsIgnoreCase("FQDN");
        return new CachedSlice(claim, silent ? List.of() : backends(slice.endpoints(), nodes));
    }

    private static List<Backend> backends(
            List<Endpoint> endpoints, Function<String, CachedNode> nodes) {
        var backends = new ArrayList<Backend>(endpoints.size());
        for (Endpoint endpoint : endpoints) {
            if (endpoint.nodeName().isEmpty() || !counts(endpoint)) {
                continue;
            }
            for (String text : endpoint.addresses()) {
                IpAddress.parse(text)
                        .ifPresent(address ->
                                backends.add(
                                        new Backend(
                                                address,
                                                nodes.apply(endpoint.nodeName()),
                                                endpoint.terminating().orElse(false))));
            }
        }
        backends.trimToSize();
        return backends;
    }

    private static boolean counts(Endpoint endpoint) {
        boolean ready = endpoint.ready().orElse(true);
        boolean ended = endpoint.terminating().orElse(false) && !endpoint.serving().orElse(true);
        return ready && !ended;
    }

    /// Whose it says it is; nobody's when no owner makes it a Service's.
    Optional<Claim> claim() {
        return claim;
    }

    /// Its addresses that count, none of them of a node without a name.
    List<Backend> backends() {
        return backends;
    }

    boolean saysTheSameAs(CachedSlice other) {
        return claim.equals(other.claim) && backends.equals(other.backends);
    }
}
