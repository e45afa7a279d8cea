package dev.pairplane.difftracker.outbound.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides, on a freshly read Service, what to send so that it becomes as asked for. Pure.
///
/// Finalizers go by strategic merge, which adds and removes single entries whatever others do at
/// the same time. Status goes by merge patch, which replaces whole lists, so those patches carry
/// the version that was read; and every patch carries the UID, so none can hit a successor.
final class ServicePatches {

    /// The condition that says whether a Service's spec is in force.
    static final String ACCEPTED = "pairplane.dev/Accepted";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String LOAD_BALANCER = "LoadBalancer";

    private ServicePatches() {}

    /// What is to be done.
    sealed interface Plan {

        /// Nothing: it is not there, or not one to write this to.
        record Gone() implements Plan {}

        /// Nothing: it is as asked for.
        record Fine() implements Plan {}

        /// Send this.
        ///
        /// @param status whether it goes to the status subresource, by merge patch
        /// @param patch what to send
        record Send(boolean status, JsonNode patch) implements Plan {}
    }

    /// @param service the Service as read, null when there is none
    static Plan protect(@Nullable JsonNode service, ObjectRef ref, boolean standard) {
        if (service == null || !isLiveLoadBalancer(service, ref)) {
            return new Plan.Gone();
        }
        ArrayNode missing = JSON.arrayNode();
        if (!hasFinalizer(service, ServiceObject.CLEANUP_FINALIZER)) {
            missing.add(ServiceObject.CLEANUP_FINALIZER);
        }
        if (standard && !hasFinalizer(service, ServiceObject.STANDARD_FINALIZER)) {
            missing.add(ServiceObject.STANDARD_FINALIZER);
        }
        if (missing.isEmpty()) {
            return new Plan.Fine();
        }
        ObjectNode patch = forUid(ref);
        ((ObjectNode) patch.path("metadata")).set("finalizers", missing);
        return new Plan.Send(false, patch);
    }

    static Plan release(@Nullable JsonNode service, ObjectRef ref) {
        if (service == null || !hasUid(service, ref)) {
            return new Plan.Gone();
        }
        if (!hasFinalizer(service, ServiceObject.CLEANUP_FINALIZER)) {
            return new Plan.Fine();
        }
        ArrayNode ours = JSON.arrayNode().add(ServiceObject.CLEANUP_FINALIZER);
        if (hasFinalizer(service, ServiceObject.STANDARD_FINALIZER)) {
            ours.add(ServiceObject.STANDARD_FINALIZER);
        }
        ObjectNode patch = forUid(ref);
        ((ObjectNode) patch.path("metadata")).set("$deleteFromPrimitiveList/finalizers", ours);
        return new Plan.Send(false, patch);
    }

    static Plan publish(@Nullable JsonNode service, ObjectRef ref, IpAddress address) {
        if (service == null || !isLiveLoadBalancer(service, ref)) {
            return new Plan.Gone();
        }
        ArrayNode wanted = JSON.arrayNode();
        boolean there = false;
        for (JsonNode entry : ingress(service)) {
            boolean sameFamily =
                    ip(entry).filter(ip -> ip.family() == address.family()).isPresent();
            if (!sameFamily) {
                wanted.add(entry);
            } else if (!there) {
                there = true;
                // Its ipMode and ports are the server's, and stay as they are.
                wanted.add(isExactly(entry, address) ? entry : entry(address));
            }
        }
        if (!there) {
            wanted.add(entry(address));
        }
        return wanted.equals(ingress(service)) ? new Plan.Fine() : ingress(service, ref, wanted);
    }

    static Plan withdraw(@Nullable JsonNode service, ObjectRef ref, IpAddress address) {
        if (service == null || !hasUid(service, ref)) {
            return new Plan.Gone();
        }
        ArrayNode wanted = JSON.arrayNode();
        for (JsonNode entry : ingress(service)) {
            if (ip(entry).filter(address::equals).isEmpty()) {
                wanted.add(entry);
            }
        }
        return wanted.size() == ingress(service).size()
                ? new Plan.Fine()
                : ingress(service, ref, wanted);
    }

    static Plan accept(
            @Nullable JsonNode service,
            ObjectRef ref,
            ServiceObject.Condition condition,
            Instant now) {
        if (service == null || !hasUid(service, ref)) {
            return new Plan.Gone();
        }
        String status = condition.status() ? "True" : "False";
        ArrayNode wanted = JSON.arrayNode();
        String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (JsonNode present : service.path("status").path("conditions")) {
            if (!present.path("type").asText("").equals(ACCEPTED)) {
                wanted.add(present);
            } else if (present.path("status").asText("").equals(status)) {
                if (present.path("reason").asText("").equals(condition.reason())
                        && present.path("message").asText("").equals(condition.message())) {
                    return new Plan.Fine();
                }
                since = present.path("lastTransitionTime").asText(since);
            }
        }
        wanted.addObject()
                .put("type", ACCEPTED)
                .put("status", status)
                .put("reason", condition.reason())
                .put("message", condition.message())
                .put("lastTransitionTime", since);
        ObjectNode patch = forVersion(service, ref);
        patch.putObject("status").set("conditions", wanted);
        return new Plan.Send(true, patch);
    }

    private static Plan ingress(JsonNode service, ObjectRef ref, ArrayNode wanted) {
        ObjectNode patch = forVersion(service, ref);
        patch.putObject("status").putObject("loadBalancer").set("ingress", wanted);
        return new Plan.Send(true, patch);
    }

    private static JsonNode ingress(JsonNode service) {
        JsonNode list = service.path("status").path("loadBalancer").path("ingress");
        return list.isArray() ? list : JSON.arrayNode();
    }

    private static Optional<IpAddress> ip(JsonNode entry) {
        return IpAddress.parse(entry.path("ip").asText(""));
    }

    /// Whether an entry says this address and no name; how the server completes it does not count.
    private static boolean isExactly(JsonNode entry, IpAddress address) {
        return ip(entry).filter(address::equals).isPresent()
                && entry.path("hostname").asText("").isEmpty();
    }

    private static JsonNode entry(IpAddress address) {
        return JSON.objectNode().put("ip", address.text());
    }

    private static ObjectNode forUid(ObjectRef ref) {
        ObjectNode patch = JSON.objectNode();
        patch.putObject("metadata").put("uid", ref.uid());
        return patch;
    }

    private static ObjectNode forVersion(JsonNode service, ObjectRef ref) {
        ObjectNode patch = JSON.objectNode();
        patch.putObject("metadata")
                .put("uid", ref.uid())
                .put(
                        "resourceVersion",
                        service.path("metadata").path("resourceVersion").asText(""));
        return patch;
    }

    private static boolean hasUid(JsonNode service, ObjectRef ref) {
        return service.path("metadata").path("uid").asText("").equals(ref.uid());
    }

    private static boolean isLiveLoadBalancer(JsonNode service, ObjectRef ref) {
        return hasUid(service, ref)
                && !service.path("metadata").hasNonNull("deletionTimestamp")
                && service.path("spec").path("type").asText("").equals(LOAD_BALANCER);
    }

    private static boolean hasFinalizer(JsonNode service, String finalizer) {
        for (JsonNode present : service.path("metadata").path("finalizers")) {
            if (present.asText("").equals(finalizer)) {
                return true;
            }
        }
        return false;
    }
}
