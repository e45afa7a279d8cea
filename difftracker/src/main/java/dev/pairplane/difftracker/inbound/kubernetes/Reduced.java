package dev.pairplane.difftracker.inbound.kubernetes;

import static java.util.Objects.requireNonNullElse;

import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceStatus;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The core's records of Kubernetes objects: the fields that are read, and nothing more. Whatever
/// an object leaves out is empty, and never an error.
final class Reduced {
    /// The condition that the controller writes itself.
    static final String ACCEPTED = "pairplane.dev/Accepted";

    private static final String ANNOTATIONS = "service.beta.kubernetes.io/";
    private static final List<String> FINALIZERS =
            List.of(ServiceObject.CLEANUP_FINALIZER, ServiceObject.STANDARD_FINALIZER);

    private Reduced() {}

    static ObjectRef ref(ObjectMeta metadata) {
        return new ObjectRef(
                text(metadata.getNamespace()), text(metadata.getName()), text(metadata.getUid()));
    }

    static ServiceObject service(Service service) {
        ObjectMeta metadata = service.getMetadata();
        ServiceSpec spec = requireNonNullElse(service.getSpec(), new ServiceSpec());
        ServiceStatus status = requireNonNullElse(service.getStatus(), new ServiceStatus());
        return new ServiceObject(
                ref(metadata),
                text(spec.getType()),
                Optional.ofNullable(spec.getLoadBalancerClass()),
                metadata.getDeletionTimestamp() != null,
                list(metadata.getFinalizers()).stream().filter(FINALIZERS::contains).toList(),
                !map(spec.getSelector()).isEmpty(),
                list(spec.getPorts()).stream().map(Reduced::port).toList(),
                list(spec.getIpFamilies()),
                Optional.ofNullable(spec.getIpFamilyPolicy()),
                Optional.ofNullable(spec.getSessionAffinity()),
                Optional.ofNullable(spec.getLoadBalancerIP()),
                list(spec.getLoadBalancerSourceRanges()),
                annotations(metadata),
                ingress(status),
                accepted(status));
    }

    private static ServiceObject.Port port(ServicePort port) {
        return new ServiceObject.Port(
                text(port.getName()),
                requireNonNullElse(port.getProtocol(), "TCP"),
                requireNonNullElse(port.getPort(), 0),
                targetPort(port.getTargetPort()));
    }

    private static String targetPort(@Nullable IntOrString target) {
        if (target == null) {
            return "";
        }
        Integer number = target.getIntVal();
        return number == null ? text(target.getStrVal()) : number.toString();
    }

    private static Map<String, String> annotations(ObjectMeta metadata) {
        return map(metadata.getAnnotations()).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(ANNOTATIONS))
                .collect(
                        Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, entry -> text(entry.getValue())));
    }

    private static List<ServiceObject.Ingress> ingress(ServiceStatus status) {
        var published = status.getLoadBalancer();
        if (published == null) {
            return List.of();
        }
        return list(published.getIngress()).stream()
                .map(entry ->
                        new ServiceObject.Ingress(
                                Optional.ofNullable(entry.getIp()),
                                Optional.ofNullable(entry.getHostname())))
                .toList();
    }

    private static Optional<ServiceObject.Condition> accepted(ServiceStatus status) {
        return list(status.getConditions()).stream()
                .filter(condition -> ACCEPTED.equals(condition.getType()))
                .findFirst()
                .map(Reduced::condition);
    }

    private static ServiceObject.Condition condition(Condition condition) {
        return new ServiceObject.Condition(
                "True".equals(condition.getStatus()),
                text(condition.getReason()),
                text(condition.getMessage()));
    }

    static SliceObject slice(EndpointSlice slice) {
        ObjectMeta metadata = slice.getMetadata();
        return new SliceObject(
                text(metadata.getNamespace()),
                text(metadata.getName()),
                list(metadata.getOwnerReferences()).stream()
                        .filter(Reduced::controlsAsService)
                        .findFirst()
                        .map(owner ->
                                new SliceObject.Owner(text(owner.getName()), text(owner.getUid()))),
                metadata.getDeletionTimestamp() != null,
                text(slice.getAddressType()),
                list(slice.getEndpoints()).stream().map(Reduced::endpoint).toList());
    }

    /// Anybody may write a slice, and name whatever owner; only the controller of slices makes
    /// references like this one.
    private static boolean controlsAsService(OwnerReference owner) {
        return "v1".equals(owner.getApiVersion())
                && "Service".equals(owner.getKind())
                && Boolean.TRUE.equals(owner.getController());
    }

    private static SliceObject.Endpoint endpoint(Endpoint endpoint) {
        EndpointConditions conditions =
                requireNonNullElse(endpoint.getConditions(), new EndpointConditions());
        return new SliceObject.Endpoint(
                list(endpoint.getAddresses()),
                // Few nodes, many endpoints: one text for all of a node's.
                text(endpoint.getNodeName()).intern(),
                Optional.ofNullable(conditions.getReady()),
                Optional.ofNullable(conditions.getServing()),
                Optional.ofNullable(conditions.getTerminating()));
    }

    static NodeObject node(Node node) {
        var status = node.getStatus();
        return new NodeObject(
                text(node.getMetadata().getName()),
                status == null
                        ? List.of()
                        : list(status.getAddresses()).stream()
                                .filter(address -> "InternalIP".equals(address.getType()))
                                .map(address -> text(address.getAddress()))
                                .toList());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static Map<String, String> map(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
