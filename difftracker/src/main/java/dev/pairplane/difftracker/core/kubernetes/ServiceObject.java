package dev.pairplane.difftracker.core.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Service, as far as the controller reads it. Texts are as they stand in the object.
///
/// @param ref which one
/// @param type `spec.type`
/// @param loadBalancerClass `spec.loadBalancerClass`
/// @param deleting whether it has a deletion timestamp
/// @param finalizers which of our two finalizers it has, others left out
/// @param hasSelector whether `spec.selector` has entries
/// @param ports `spec.ports`
/// @param ipFamilies `spec.ipFamilies`
/// @param ipFamilyPolicy `spec.ipFamilyPolicy`
/// @param sessionAffinity `spec.sessionAffinity`
/// @param loadBalancerIp `spec.loadBalancerIP`
/// @param sourceRanges `spec.loadBalancerSourceRanges`
/// @param annotations the annotations that begin with `service.beta.kubernetes.io/`
/// @param ingress `status.loadBalancer.ingress`
/// @param accepted the condition `pairplane.dev/Accepted`
public record ServiceObject(
        ObjectRef ref,
        String type,
        Optional<String> loadBalancerClass,
        boolean deleting,
        List<String> finalizers,
        boolean hasSelector,
        List<Port> ports,
        List<String> ipFamilies,
        Optional<String> ipFamilyPolicy,
        Optional<String> sessionAffinity,
        Optional<String> loadBalancerIp,
        List<String> sourceRanges,
        Map<String, String> annotations,
        List<Ingress> ingress,
        Optional<Condition> accepted) {

    /// Ours; held until nothing of the Service is left in Azure. A wire contract with objects
    /// written before.
    public static final String CLEANUP_FINALIZER = "servicegateway.azure.com/service-cleanup";

    /// The stock one, which goes with ours.
    public static final String STANDARD_FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

    public ServiceObject {
        finalizers = List.copyOf(finalizers);
        ports = List.copyOf(ports);
        ipFamilies = List.copyOf(ipFamilies);
        sourceRanges = List.copyOf(sourceRanges);
        annotations = Map.copyOf(annotations);
        ingress = List.copyOf(ingress);
    }

    /// Whether our finalizer is on it.
    public boolean isProtected() {
        return finalizers.contains(CLEANUP_FINALIZER);
    }

    /// One entry of `spec.ports`.
    ///
    /// @param name its name, empty when it has none
    /// @param protocol `TCP` when absent
    /// @param port 1 to 65535
    /// @param targetPort a number or a name; empty when absent
    public record Port(String name, String protocol, int port, String targetPort) {}

    /// One entry of the published addresses.
    ///
    /// @param ip the address
    /// @param hostname the name
    public record Ingress(Optional<String> ip, Optional<String> hostname) {}

    /// A condition of ours.
    ///
    /// @param status whether it is `True`
    /// @param reason its reason
    /// @param message its message
    public record Condition(boolean status, String reason, String message) {}
}
