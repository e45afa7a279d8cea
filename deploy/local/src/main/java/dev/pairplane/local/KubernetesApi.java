package dev.pairplane.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// The few calls of a Kubernetes API server that the launcher makes.
final class KubernetesApi implements AutoCloseable {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final JsonHttp http;

    KubernetesApi(int port) {
        this.http =
                new JsonHttp(
                        "the Kubernetes simulator",
                        URI.create("http://" + Program.HOST + ":" + port),
                        "launcher");
    }

    /// What became of a manifest.
    enum Outcome {
        CREATED,
        CONFIGURED,
        UNCHANGED;

        /// For people.
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Makes an object, or brings an existing one to what the manifest says: what the manifest does
    /// not name stays as it is. A status goes where statuses go.
    ///
    /// A slice that names its Service by the usual label and has no owner becomes that Service's
    /// own: in a whole cluster the endpoint slice controller does that.
    ///
    /// @throws Failure with file, document and the server's words
    /// @throws JsonHttp.NoAnswer naming the manifest; a part of it may have been applied
    Outcome apply(Manifest manifest) throws Failure, InterruptedException, JsonHttp.NoAnswer {
        try {
            ObjectNode object = manifest.object().deepCopy();
            own(manifest, object);
            JsonNode status = object.remove("status");
            JsonHttp.Answer created =
                    http.send("POST", manifest.collection(), object, JsonHttp.JSON);
            Optional<JsonNode> before = Optional.empty();
            JsonNode after = created.body();
            if (created.status() == CONFLICT) {
                before = Optional.of(require(manifest, http.get(manifest.path())));
                after =
                        require(
                                manifest,
                                http.send("PATCH", manifest.path(), object, JsonHttp.MERGE_PATCH));
            } else {
                require(manifest, created);
            }
            if (status != null) {
                ObjectNode patch = JsonNodeFactory.instance.objectNode();
                patch.set("status", status);
                after =
                        require(
                                manifest,
                                http.send(
                                        "PATCH",
                                        manifest.path() + "/status",
                                        patch,
                                        JsonHttp.MERGE_PATCH));
            }
            return outcome(before, after);
        } catch (JsonHttp.NoAnswer e) {
            String what = manifest.failure("was not applied: " + e.getMessage()).getMessage();
            throw new JsonHttp.NoAnswer(String.valueOf(what), e);
        }
    }

    private static Outcome outcome(Optional<JsonNode> before, JsonNode after) {
        if (before.isEmpty()) {
            return Outcome.CREATED;
        }
        return version(before.orElseThrow()).equals(version(after))
                ? Outcome.UNCHANGED
                : Outcome.CONFIGURED;
    }

    private static String version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asText();
    }

    private void own(Manifest manifest, ObjectNode object)
            throws Failure, InterruptedException, JsonHttp.NoAnswer {
        JsonNode metadata = object.path("metadata");
        String service = metadata.path("labels").path(SERVICE_NAME).asText();
        if (!manifest.resource().plural().equals("endpointslices")
                || service.isEmpty()
                || metadata.has("ownerReferences")) {
            return;
        }
        JsonHttp.Answer answer =
                http.get(
                        "/api/v1/namespaces/%s/services/%s"
                                .formatted(manifest.namespace(), service));
        if (answer.status() == NOT_FOUND) {
            throw manifest.failure(
                    "belongs to the Service '%s', which is not there: apply that first"
                            .formatted(service));
        }
        ((ObjectNode) metadata)
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Service")
                .put("name", service)
                .put("uid", require(manifest, answer).path("metadata").path("uid").asText())
                .put("controller", true)
                .put("blockOwnerDeletion", true);
    }

    private static JsonNode require(Manifest manifest, JsonHttp.Answer answer) throws Failure {
        if (!answer.isOk()) {
            throw manifest.failure(
                    "was refused with %d: %s".formatted(answer.status(), answer.message()));
        }
        return answer.body();
    }

    /// The object at a path; empty when there is none.
    Optional<JsonNode> get(String path) throws Failure, InterruptedException, JsonHttp.NoAnswer {
        JsonHttp.Answer answer = http.get(path);
        return answer.status() == NOT_FOUND ? Optional.empty() : Optional.of(require(path, answer));
    }

    /// Deletes the object at a path, or begins to. One that is not there is as good as deleted.
    void delete(String path) throws Failure, InterruptedException, JsonHttp.NoAnswer {
        JsonHttp.Answer answer = http.send("DELETE", path);
        if (answer.status() != NOT_FOUND) {
            require("DELETE " + path, answer);
        }
    }

    private static JsonNode require(String what, JsonHttp.Answer answer) throws Failure {
        if (!answer.isOk()) {
            throw new Failure(
                    "the Kubernetes simulator answers %s with %d: %s"
                            .formatted(what, answer.status(), answer.message()));
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
