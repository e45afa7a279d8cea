package dev.pairplane.simulators.kubernetes.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.patch.PatchType;
import dev.pairplane.simulators.kubernetes.rules.ObjectRules;
import dev.pairplane.simulators.kubernetes.rules.ServiceAddresses;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Decoder;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import dev.pairplane.simulators.kubernetes.store.Selection;
import dev.pairplane.simulators.kubernetes.store.Store;
import dev.pairplane.simulators.kubernetes.store.Stored;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Creates, replaces, patches and deletes. Any thread; every write is atomic.
public final class Registry {

    private final Store store;
    private final ObjectRules rules;
    private final ServiceAddresses addresses;
    private final Clock clock;
    private final Supplier<String> uids;
    private final Deletion deletion;

    /// The verbs on that store.
    ///
    /// @param uids makes a new UID each time
    /// @param collectsGarbage whether what a deleted object owned is deleted too
    public Registry(
            Store store,
            ObjectRules rules,
            ServiceAddresses addresses,
            Clock clock,
            Supplier<String> uids,
            boolean collectsGarbage,
            PodTermination podTermination) {
        this.store = store;
        this.rules = rules;
        this.addresses = addresses;
        this.clock = clock;
        this.uids = uids;
        this.deletion = new Deletion(addresses, clock, collectsGarbage, podTermination);
    }

    /// The version of the latest change.
    public long version() {
        return store.state().version();
    }

    /// The object.
    ///
    /// @throws ApiException 404 when it does not exist
    public Stored get(Target target) {
        return store.state()
                .get(target.type(), target.namespace(), target.name())
                .orElseThrow(() -> ApiException.notFound(target.type(), target.name()));
    }

    /// Makes an object.
    ///
    /// @param body with or without kind and apiVersion
    /// @throws ApiException when it is refused
    public Result create(ResourceType type, String namespace, JsonNode body, WriteOptions options) {
        checkKind(type, body);
        Decoder decoder = new Decoder(type);
        ObjectNode object = decode(decoder, body, options);
        fillNamespace(type, namespace, object);
        return new Result(
                201,
                store.locked(writer -> create(writer, type, namespace, object, options)),
                warnings(decoder, options));
    }

    private ObjectNode create(
            Store.Writer writer,
            ResourceType type,
            String namespace,
            ObjectNode object,
            WriteOptions options) {
        ObjectNode metadata = Json.metadata(object);
        if (type.namespaced()) {
            Stored home =
                    writer.state()
                            .get(ResourceType.NAMESPACES, "", namespace)
                            .orElseThrow(() ->
                                    ApiException.notFound(ResourceType.NAMESPACES, namespace));
            if (home.tree().path("metadata").has("deletionTimestamp")) {
                throw ApiException.namespaceTerminating(
                        type, metadata.path("name").asText(""), namespace);
            }
        }
        if (!metadata.path("resourceVersion").asText("").isEmpty()) {
            throw ApiException.of(
                    500, "", "resourceVersion should not be set on objects to be created");
        }
        rules.create(type, object, uids.get(), clock.instant());
        String name = metadata.path("name").asText();
        if (writer.state().get(type, namespace, name).isPresent()) {
            throw ApiException.alreadyExists(type, name);
        }
        if (options.dryRun()) {
            return Stored.full(type, object);
        }
        Stored stored = writer.put(type, object);
        if (type == ResourceType.SERVICES) {
            addresses.claim(stored.key(), MissingNode.getInstance(), object);
        }
        return stored.fullTree();
    }

    /// Replaces an object, or makes it where the resource allows that.
    ///
    /// @throws ApiException when it is refused
    public Result replace(Target target, JsonNode body, WriteOptions options) {
        ResourceType type = target.type();
        checkKind(type, body);
        Decoder decoder = new Decoder(type);
        ObjectNode object = decode(decoder, body, options);
        fillNamespace(type, target.namespace(), object);
        ObjectNode metadata = Json.metadata(object);
        if (metadata.path("name").asText("").isEmpty()) {
            metadata.put("name", target.name());
        }
        checkName(target, object);
        boolean absent = store.state().get(type, target.namespace(), target.name()).isEmpty();
        if (absent && type.createsOnUpdate() && target.subresource().isEmpty()) {
            metadata.remove("resourceVersion");
            return new Result(
                    201,
                    store.locked(
                            writer -> create(writer, type, target.namespace(), object, options)),
                    warnings(decoder, options));
        }
        ObjectNode answer =
                store.locked(writer ->
                        update(
                                writer,
                                target,
                                options,
                                old -> preconditioned(target, object, old)));
        return new Result(200, answer, warnings(decoder, options));
    }

    private static String storageError(Target target, String uid, String oldUid) {
        String folder =
                switch (target.type()) {
                    case SERVICES -> "services/specs";
                    case NODES -> "minions";
                    case CONFIGMAPS, ENDPOINTSLICES, EVENTS, LEASES, NAMESPACES, PODS, SECRETS ->
                            target.type().plural();
                };
        String namespace = target.namespace().isEmpty() ? "" : target.namespace() + "/";
        return "StorageError: invalid object, Code: 4, Key: /registry/"
                + folder
                + "/"
                + namespace
                + target.name()
                + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in"
                + " precondition: "
                + uid
                + ", UID in object meta: "
                + oldUid;
    }

    private static void checkName(Target target, ObjectNode object) {
        String name = Json.text(object, "metadata.name");
        if (!name.equals(target.name())) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + name
                            + ") does not match the name on the URL ("
                            + target.name()
                            + ")");
        }
    }

    /// What a PUT says about the object that it replaces.
    private static ObjectNode preconditioned(Target target, ObjectNode object, JsonNode old) {
        ObjectNode metadata = Json.metadata(object);
        String uid = metadata.path("uid").asText("");
        String oldUid = Json.text(old, "metadata.uid");
        if (!uid.isEmpty() && !uid.equals(oldUid)) {
            throw ApiException.conflict(
                    target.type(), target.name(), storageError(target, uid, oldUid));
        }
        if (metadata.path("resourceVersion").asText("").isEmpty()) {
            if (target.type().versionRequired()) {
                throw ApiException.versionMissing(target.type(), target.name());
            }
            metadata.put("resourceVersion", Json.text(old, "metadata.resourceVersion"));
        }
        return object;
    }

    /// Patches an object.
    ///
    /// @throws ApiException when the patch does not fit or its result is refused
    public Result patch(Target target, PatchType patchType, JsonNode patch, WriteOptions options) {
        Decoder decoder = new Decoder(target.type());
        ObjectNode answer =
                store.locked(writer ->
                        update(
                                writer,
                                target,
                                options,
                                old -> patched(target, patchType, patch, decoder, old, options)));
        return new Result(200, answer, warnings(decoder, options));
    }

    private static ObjectNode patched(
            Target target,
            PatchType patchType,
            JsonNode patch,
            Decoder decoder,
            ObjectNode old,
            WriteOptions options) {
        ResourceType type = target.type();
        ObjectNode patched = patchType.apply(type, Stored.full(type, old), patch);
        checkKind(type, patched);
        ObjectNode object;
        try {
            object = decode(decoder, patched, options);
        } catch (ApiException unreadable) {
            throw ApiException.invalidPatch(patched.toString(), Decoder.reason(unreadable));
        }
        checkName(target, object);
        fillNamespace(type, target.namespace(), object);
        return object;
    }

    private ObjectNode update(
            Store.Writer writer,
            Target target,
            WriteOptions options,
            UnaryOperator<ObjectNode> change) {
        ResourceType type = target.type();
        Stored existing =
                writer.state()
                        .get(type, target.namespace(), target.name())
                        .orElseThrow(() -> ApiException.notFound(type, target.name()));
        ObjectNode old = existing.tree();
        ObjectNode object = change.apply(existing.tree());
        String version = Json.text(object, "metadata.resourceVersion");
        if (version.isEmpty()) {
            Json.metadata(object).put("resourceVersion", Long.toString(existing.version()));
        } else if (!version.equals(Long.toString(existing.version()))) {
            throw ApiException.stale(type, target.name());
        }
        rules.update(type, object, old, target.subresource());
        // Once through text, so that numbers compare by value.
        ObjectNode settled = Json.trusted(Json.bytes(object));
        if (Deletion.isFinished(writer.state(), type, settled)) {
            if (!options.dryRun()) {
                deletion.remove(writer, existing, false);
            }
            return Stored.full(type, settled);
        }
        if (options.dryRun() || settled.equals(old)) {
            return Stored.full(type, settled);
        }
        Stored stored = writer.put(type, settled);
        if (type == ResourceType.SERVICES) {
            addresses.claim(stored.key(), old, settled);
        }
        return stored.fullTree();
    }

    /// Deletes an object, or begins to.
    ///
    /// @throws ApiException 404 when it does not exist, 409 when a precondition fails
    public Result delete(Target target, DeleteOptions options) {
        return store.locked(writer -> deletion.delete(writer, target, options));
    }

    /// Deletes all that is selected, each as if alone.
    ///
    /// @return what was selected, as it was
    public List<Stored> deleteAll(ResourceType type, Selection selection, DeleteOptions options) {
        List<Stored> doomed = store.state().list(type, selection);
        List<Stored> deleted = new ArrayList<>();
        for (Stored object : doomed) {
            try {
                delete(Target.of(type, object.namespace(), object.name()), options);
                deleted.add(object);
            } catch (ApiException e) {
                if (e.code() != 404) {
                    throw e;
                }
            }
        }
        return deleted;
    }

    private static void checkKind(ResourceType type, JsonNode body) {
        String kind = body.path("kind").asText(type.kind());
        String version = body.path("apiVersion").asText(type.apiVersion());
        if (!kind.equals(type.kind()) || !version.equals(type.apiVersion())) {
            throw ApiException.badRequest(
                    kind
                            + " in version \""
                            + version
                            + "\" cannot be handled as a "
                            + type.kind()
                            + ": converting ("
                            + version
                            + "."
                            + kind
                            + ") to ("
                            + internalGroup(type)
                            + "."
                            + type.kind()
                            + "): unknown conversion");
        }
    }

    private static String internalGroup(ResourceType type) {
        int dot = type.group().indexOf('.');
        return dot < 0 ? "core" : type.group().substring(0, dot);
    }

    private static ObjectNode decode(Decoder decoder, JsonNode body, WriteOptions options) {
        ObjectNode object = decoder.decode(body);
        object.remove(List.of("kind", "apiVersion"));
        if (options.unknownFields() == WriteOptions.UnknownFields.REFUSE) {
            decoder.refuseUnknown();
        }
        return object;
    }

    private static List<String> warnings(Decoder decoder, WriteOptions options) {
        return options.unknownFields() == WriteOptions.UnknownFields.WARN
                ? decoder.warnings()
                : List.of();
    }

    private static void fillNamespace(ResourceType type, String namespace, ObjectNode object) {
        ObjectNode metadata = Json.metadata(object);
        String own = metadata.path("namespace").asText("");
        if (!own.isEmpty() && !own.equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the"
                            + " request");
        }
        if (type.namespaced()) {
            metadata.put("namespace", namespace);
        } else {
            metadata.remove("namespace");
        }
    }
}
