package dev.pairplane.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;

/// One object of a file, as the API server takes it.
///
/// @param file where it comes from
/// @param number of its document in the file, from 1
/// @param resource what its kind is called in paths
/// @param object with kind, apiVersion and a name
record Manifest(Path file, int number, Resource resource, ObjectNode object) {

    private static final String DEFAULT_NAMESPACE = "default";

    /// The kinds that the simulator serves.
    private static final Map<String, Resource> RESOURCES =
            Map.of(
                    "v1 Namespace", new Resource("/api/v1", "namespaces", false),
                    "v1 Node", new Resource("/api/v1", "nodes", false),
                    "v1 Pod", new Resource("/api/v1", "pods", true),
                    "v1 Service", new Resource("/api/v1", "services", true),
                    "v1 ConfigMap", new Resource("/api/v1", "configmaps", true),
                    "v1 Secret", new Resource("/api/v1", "secrets", true),
                    "v1 Event", new Resource("/api/v1", "events", true),
                    "discovery.k8s.io/v1 EndpointSlice",
                            new Resource("/apis/discovery.k8s.io/v1", "endpointslices", true),
                    "coordination.k8s.io/v1 Lease",
                            new Resource("/apis/coordination.k8s.io/v1", "leases", true));

    /// A kind of objects.
    record Resource(String api, String plural, boolean namespaced) {

        /// The path of its objects in a namespace, which matters only where there are namespaces.
        String path(String namespace) {
            return namespaced
                    ? api + "/namespaces/" + namespace + "/" + plural
                    : api + "/" + plural;
        }
    }

    /// Checks what has to be known before anything is sent.
    ///
    /// @throws Failure naming the file, the document and what is wrong
    static Manifest of(Path file, int number, JsonNode document) throws Failure {
        if (!(document instanceof ObjectNode object)) {
            throw at(file, number, "is no object: a manifest has apiVersion, kind and metadata");
        }
        String kind = object.path("apiVersion").asText() + " " + object.path("kind").asText();
        Resource resource = RESOURCES.get(kind);
        if (resource == null) {
            throw at(
                    file,
                    number,
                    "is of kind '%s', which the simulator does not serve: it serves %s"
                            .formatted(
                                    kind.strip(),
                                    String.join(
                                            ", ", RESOURCES.keySet().stream().sorted().toList())));
        }
        if (object.path("metadata").path("name").asText().isEmpty()) {
            throw at(file, number, "has no metadata.name");
        }
        return new Manifest(file, number, resource, object);
    }

    private static Failure at(Path file, int number, String problem) {
        return new Failure("%s, document %d %s".formatted(file, number, problem));
    }

    /// What is wrong with this one.
    Failure failure(String problem) {
        return at(file, number, "(%s) %s".formatted(title(), problem));
    }

    String name() {
        return object.path("metadata").path("name").asText();
    }

    String namespace() {
        return object.path("metadata").path("namespace").asText(DEFAULT_NAMESPACE);
    }

    /// Where its like are made.
    String collection() {
        return resource.path(namespace());
    }

    /// Where it is.
    String path() {
        return collection() + "/" + name();
    }

    /// For people: `services/default/shop`, `nodes/node-a`.
    String title() {
        return resource.namespaced()
                ? "%s/%s/%s".formatted(resource.plural(), namespace(), name())
                : "%s/%s".formatted(resource.plural(), name());
    }
}
