package dev.pairplane.difftracker.core.kubernetes;

import java.util.List;
import java.util.Optional;

/// An EndpointSlice, as far as the controller reads it.
///
/// @param namespace its namespace
/// @param name its name
/// @param owner the owner that makes it a Service's: an ownerReference with apiVersion `v1`, kind
///   `Service` and `controller: true`; whether such a Service exists in this namespace is not the
///   watch's to say
/// @param deleting whether it has a deletion timestamp
/// @param addressType `IPv4`, `IPv6` or `FQDN`
/// @param endpoints its endpoints
public record SliceObject(
        String namespace,
        String name,
        Optional<Owner> owner,
        boolean deleting,
        String addressType,
        List<Endpoint> endpoints) {

    public SliceObject {
        endpoints = List.copyOf(endpoints);
    }

    /// The Service it says it belongs to.
    ///
    /// @param name the Service's name
    /// @param uid the Service's UID
    public record Owner(String name, String uid) {}

    /// One endpoint. A condition that is absent is empty.
    ///
    /// @param addresses its addresses, as they stand in the object
    /// @param nodeName its node, empty when it has none
    /// @param ready whether it takes traffic
    /// @param serving whether it answers, also while it ends
    /// @param terminating whether it is about to end
    public record Endpoint(
            List<String> addresses,
            String nodeName,
            Optional<Boolean> ready,
            Optional<Boolean> serving,
            Optional<Boolean> terminating) {

        public Endpoint {
            addresses = List.copyOf(addresses);
        }
    }
}
