package dev.pairplane.simulators.kubernetes.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.rules.ServiceAddresses;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import dev.pairplane.simulators.kubernetes.store.Selection;
import dev.pairplane.simulators.kubernetes.store.State;
import dev.pairplane.simulators.kubernetes.store.Store;
import dev.pairplane.simulators.kubernetes.store.Stored;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/// The end of objects. Everything here runs under the store's lock.
final class Deletion {

    private static final Set<String> KEPT_NAMESPACES =
            Set.of("default", "kube-system", "kube-public");

    /// These answer a finished deletion with the object, the others with a success.
    private static final Set<ResourceType> ANSWERS_OBJECT =
            Set.of(ResourceType.PODS, ResourceType.SERVICES, ResourceType.NAMESPACES);

    private final ServiceAddresses addresses;
    private final Clock clock;
    private final boolean collectsGarbage;
    private final PodTermination podTermination;

    Deletion(
            ServiceAddresses addresses,
            Clock clock,
            boolean collectsGarbage,
            PodTermination podTermination) {
        this.addresses = addresses;
        this.clock = clock;
        this.collectsGarbage = collectsGarbage;
        this.podTermination = podTermination;
    }

    /// Whether nothing keeps a deleted object any longer.
    static boolean isFinished(State state, ResourceType type, JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return metadata.has("deletionTimestamp")
                && metadata.path("finalizers").isEmpty()
                && metadata.path("deletionGracePeriodSeconds").asInt(0) == 0
                && (type != ResourceType.NAMESPACES
                        || (object.path("spec").path("finalizers").isEmpty()
                                && isEmpty(state, metadata.path("name").asText())));
    }

    private static boolean isEmpty(State state, String namespace) {
        return ResourceType.all().stream()
                .noneMatch(type -> type.namespaced() && state.holds(type, namespace));
    }

    Result delete(Store.Writer writer, Target target, DeleteOptions options) {
        ResourceType type = target.type();
        Stored existing =
                writer.state()
                        .get(type, target.namespace(), target.name())
                        .orElseThrow(() -> ApiException.notFound(type, target.name()));
        checkPreconditions(existing, options);
        if (type == ResourceType.NAMESPACES && KEPT_NAMESPACES.contains(target.name())) {
            throw ApiException.forbidden(type, target.name(), "this namespace may not be deleted");
        }
        ObjectNode tree = existing.tree();
        boolean changed = mark(type, tree, options);
        boolean finished = isFinished(writer.state(), type, tree);
        if (options.dryRun()) {
            return finished
                    ? success(existing, existing, tree)
                    : new Result(200, Stored.full(type, tree), List.of());
        }
        if (finished) {
            // Whoever watches sees a pod end, even one that has no time left.
            Stored last = type == ResourceType.PODS && changed ? writer.put(type, tree) : existing;
            return success(existing, remove(writer, last, options.orphan()), tree);
        }
        if (!changed) {
            return new Result(200, existing.fullTree(), List.of());
        }
        Stored marked = writer.put(type, tree);
        afterMark(writer, marked, tree);
        return new Result(200, marked.fullTree(), List.of());
    }

    private static void checkPreconditions(Stored existing, DeleteOptions options) {
        String uid = options.uid().orElse(existing.uid());
        String actual = Long.toString(existing.version());
        String version = options.resourceVersion().orElse(actual);
        if (!uid.equals(existing.uid())) {
            throw ApiException.deletePrecondition(
                    existing.type(),
                    existing.name(),
                    "the UID in the precondition ("
                            + uid
                            + ") does not match the UID in record ("
                            + existing.uid()
                            + "). The object might have been deleted and then recreated");
        }
        if (!version.equals(actual)) {
            throw ApiException.deletePrecondition(
                    existing.type(),
                    existing.name(),
                    "the ResourceVersion in the precondition ("
                            + version
                            + ") does not match the ResourceVersion in record ("
                            + actual
                            + "). The object might have been modified");
        }
    }

    /// Notes in the object that it is to go.
    ///
    /// @return whether that changed anything
    private boolean mark(ResourceType type, ObjectNode tree, DeleteOptions options) {
        ObjectNode metadata = Json.metadata(tree);
        int grace = type == ResourceType.PODS ? podGrace(tree, options) : 0;
        boolean again = metadata.has("deletionTimestamp");
        if (again && metadata.path("deletionGracePeriodSeconds").asInt(0) <= grace) {
            return false;
        }
        Instant end = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(grace);
        metadata.put("deletionTimestamp", end.toString());
        metadata.put("deletionGracePeriodSeconds", grace);
        if (!again && metadata.has("generation")) {
            metadata.put("generation", metadata.path("generation").asInt() + 1);
        }
        if (type == ResourceType.NAMESPACES) {
            metadata.remove("deletionGracePeriodSeconds");
            Json.child(tree, "status").put("phase", "Terminating");
        }
        return true;
    }

    private static int podGrace(JsonNode pod, DeleteOptions options) {
        String phase = Json.text(pod, "status.phase");
        if (Json.text(pod, "spec.nodeName").isEmpty()
                || "Failed".equals(phase)
                || "Succeeded".equals(phase)) {
            return 0;
        }
        int grace =
                options.graceSeconds()
                        .orElse(Json.at(pod, "spec.terminationGracePeriodSeconds").asInt(30));
        return grace < 0 ? 1 : grace;
    }

    private void afterMark(Store.Writer writer, Stored marked, JsonNode tree) {
        if (marked.type() == ResourceType.PODS) {
            int grace = tree.path("metadata").path("deletionGracePeriodSeconds").asInt(0);
            if (grace > 0) {
                podTermination.terminating(marked.namespace(), marked.name(), marked.uid(), grace);
            }
        } else if (marked.type() == ResourceType.NAMESPACES) {
            empty(writer, marked.name());
        }
    }

    /// What the namespace controller does.
    private void empty(Store.Writer writer, String namespace) {
        for (ResourceType type : ResourceType.all()) {
            if (!type.namespaced()) {
                continue;
            }
            for (Stored object : writer.state().list(type, Selection.in(namespace))) {
                deleteIfThere(writer, object, DeleteOptions.DEFAULT);
            }
        }
        finishNamespace(writer, namespace);
    }

    private void deleteIfThere(Store.Writer writer, Stored object, DeleteOptions options) {
        if (writer.state().get(object.type(), object.namespace(), object.name()).isPresent()) {
            delete(writer, Target.of(object.type(), object.namespace(), object.name()), options);
        }
    }

    /// Once nothing is left in it, a namespace that was deleted is let go.
    private void finishNamespace(Store.Writer writer, String name) {
        Stored namespace = writer.state().get(ResourceType.NAMESPACES, "", name).orElse(null);
        if (namespace == null || !isEmpty(writer.state(), name)) {
            return;
        }
        ObjectNode tree = namespace.tree();
        if (!tree.path("metadata").has("deletionTimestamp")) {
            return;
        }
        Json.child(tree, "spec").remove("finalizers");
        if (isFinished(writer.state(), ResourceType.NAMESPACES, tree)) {
            remove(writer, namespace, false);
        } else if (!tree.equals(namespace.tree())) {
            writer.put(ResourceType.NAMESPACES, tree);
        }
    }

    /// Takes an object away, with what only it owned.
    ///
    /// @return what it was, at the version of its removal
    Stored remove(Store.Writer writer, Stored existing, boolean orphan) {
        if (existing.type() == ResourceType.SERVICES) {
            addresses.claim(existing.key(), existing.tree(), MissingNode.getInstance());
        }
        Stored last = writer.remove(existing);
        if (collectsGarbage) {
            for (Stored owned : writer.state().ownedBy(existing.uid())) {
                if (owned.owners().size() > 1 || orphan) {
                    disown(writer, owned, existing.uid());
                } else {
                    deleteIfThere(writer, owned, DeleteOptions.DEFAULT);
                }
            }
        }
        if (existing.type().namespaced()) {
            finishNamespace(writer, existing.namespace());
        }
        return last;
    }

    private static void disown(Store.Writer writer, Stored owned, String uid) {
        ObjectNode tree = owned.tree();
        ArrayNode rest = Json.array();
        for (JsonNode owner : Json.at(tree, "metadata.ownerReferences")) {
            if (!owner.path("uid").asText("").equals(uid)) {
                rest.add(owner);
            }
        }
        ObjectNode metadata = Json.metadata(tree);
        if (rest.isEmpty()) {
            metadata.remove("ownerReferences");
        } else {
            metadata.set("ownerReferences", rest);
        }
        writer.put(owned.type(), tree);
    }

    /// @param marked as it would be, were it still there
    private static Result success(Stored existing, Stored last, ObjectNode marked) {
        ResourceType type = existing.type();
        if (type == ResourceType.PODS) {
            Json.metadata(marked).put("resourceVersion", Long.toString(last.version()));
            return new Result(200, Stored.full(type, marked), List.of());
        }
        if (ANSWERS_OBJECT.contains(type)) {
            return new Result(200, last.fullTree(), List.of());
        }
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        ObjectNode details = status.put("status", "Success").putObject("details");
        details.put("name", existing.name());
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        details.put("kind", type.plural()).put("uid", existing.uid());
        return new Result(200, status, List.of());
    }
}
