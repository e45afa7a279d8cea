package dev.pairplane.simulators.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Causes;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// What happens to an object of any resource on its way into the store.
public final class ObjectRules {

    private final ServiceAddresses addresses;
    private final RandomGenerator random;

    public ObjectRules(ServiceAddresses addresses, RandomGenerator random) {
        this.addresses = addresses;
        this.random = random;
    }

    /// Fills a new object and checks it.
    ///
    /// @param object with its namespace; changed in place
    /// @throws ApiException 422 when it is refused
    public void create(ResourceType type, ObjectNode object, String uid, Instant now) {
        ObjectNode metadata = Json.metadata(object);
        String base = metadata.path("generateName").asText("");
        if (metadata.path("name").asText("").isEmpty()) {
            if (base.isEmpty()) {
                Causes causes = new Causes();
                causes.required("metadata.name", "name or generateName is required");
                causes.refuse(type, "");
            }
            metadata.put("name", Metadata.generate(base, random));
        }
        Metadata.create(metadata, type, uid, now);
        fill(type, object);
        switch (type) {
            case SERVICES -> {
                object.putObject("status").putObject("loadBalancer");
                ServiceDefaults.alignClusterIps(object, MissingNode.getInstance());
            }
            case PODS -> PodRules.create(object);
            case NAMESPACES -> OtherRules.createNamespace(object);
            case CONFIGMAPS, ENDPOINTSLICES, EVENTS, LEASES, NODES, SECRETS -> {}
        }
        Causes causes = new Causes();
        check(causes, type, object, MissingNode.getInstance());
        causes.refuse(type, metadata.path("name").asText());
        if (type == ResourceType.SERVICES) {
            new ServiceAllocation(addresses, causes, object, MissingNode.getInstance()).run();
            causes.refuse(type, metadata.path("name").asText());
        }
    }

    /// Fills an object that replaces another, restores what this way of writing cannot change, and
    /// checks it.
    ///
    /// @param object changed in place
    /// @param subresource "" for the object itself, else `status` or `finalize`
    /// @throws ApiException 422 when it is refused
    public void update(ResourceType type, ObjectNode object, JsonNode old, String subresource) {
        Causes causes = new Causes();
        ObjectNode metadata = Json.metadata(object);
        Metadata.update(metadata, old.path("metadata"));
        Metadata.validateUpdate(causes, metadata, old.path("metadata"));
        boolean status = "status".equals(subresource);
        keepOthers(type, object, old, subresource);
        if (type == ResourceType.SERVICES && !status) {
            ServiceDefaults.alignClusterIps(object, old);
            ServiceDefaults.carryOver(object, old);
        }
        fill(type, object);
        if (type == ResourceType.SERVICES && !status) {
            ServiceDefaults.dropWhatTypeForbids(object, old);
        }
        if (status && type == ResourceType.SERVICES) {
            new ServiceChecks(causes, object).runStatus();
        } else if (!status) {
            check(causes, type, object, old);
            checkUpdate(causes, type, object, old);
        }
        causes.refuse(type, metadata.path("name").asText());
        if (type == ResourceType.SERVICES && !status) {
            new ServiceAllocation(addresses, causes, object, old).run();
            causes.refuse(type, metadata.path("name").asText());
        }
        if (type.hasGeneration() && asksForMore(type, object, old)) {
            metadata.put("generation", old.path("metadata").path("generation").asInt(0) + 1);
        }
    }

    private static void keepOthers(
            ResourceType type, ObjectNode object, JsonNode old, String subresource) {
        switch (subresource) {
            case "status" -> keep(object, old, "spec");
            case "finalize" -> keep(object, old, "status");
            default -> {
                if (type.hasStatus()) {
                    keep(object, old, "status");
                }
                if (type == ResourceType.NAMESPACES) {
                    keep(object, old, "spec");
                }
            }
        }
    }

    private static void keep(ObjectNode object, JsonNode old, String field) {
        if (old.has(field)) {
            object.set(field, old.path(field).deepCopy());
        } else {
            object.remove(field);
        }
    }

    private static boolean asksForMore(ResourceType type, JsonNode object, JsonNode old) {
        if (type == ResourceType.PODS) {
            return !object.path("spec").equals(old.path("spec"));
        }
        ObjectNode one = object.deepCopy();
        ObjectNode other = old.deepCopy();
        one.remove("metadata");
        other.remove("metadata");
        return !one.equals(other)
                || !object.path("metadata")
                        .path("labels")
                        .equals(old.path("metadata").path("labels"));
    }

    private static void fill(ResourceType type, ObjectNode object) {
        switch (type) {
            case SERVICES -> ServiceDefaults.fill(object);
            case PODS -> PodRules.fill(object);
            case ENDPOINTSLICES -> SliceRules.fill(object);
            case SECRETS -> OtherRules.fillSecret(object);
            case EVENTS -> OtherRules.fillEvent(object);
            case NAMESPACES -> OtherRules.fillNamespace(object);
            case NODES, LEASES -> {
                Json.child(object, "spec");
                if (type == ResourceType.NODES) {
                    OtherRules.fillNode(object);
                }
            }
            case CONFIGMAPS -> {}
        }
    }

    private static void check(Causes causes, ResourceType type, JsonNode object, JsonNode old) {
        Metadata.validate(causes, type, object.path("metadata"));
        switch (type) {
            case SERVICES -> new ServiceChecks(causes, object).run();
            case PODS -> PodRules.check(causes, object);
            case ENDPOINTSLICES -> SliceRules.check(causes, object, old);
            case SECRETS, CONFIGMAPS -> OtherRules.checkData(causes, object);
            case EVENTS -> OtherRules.checkEvent(causes, object);
            case LEASES -> OtherRules.checkLease(causes, object);
            case NAMESPACES, NODES -> {}
        }
    }

    private static void checkUpdate(
            Causes causes, ResourceType type, JsonNode object, JsonNode old) {
        switch (type) {
            case SERVICES -> new ServiceChecks(causes, object).runUpdate(old);
            case PODS -> PodRules.checkUpdate(causes, object, old);
            case ENDPOINTSLICES -> SliceRules.checkUpdate(causes, object, old);
            case SECRETS, CONFIGMAPS -> OtherRules.checkDataUpdate(causes, object, old);
            case EVENTS, LEASES, NAMESPACES, NODES -> {}
        }
    }
}
