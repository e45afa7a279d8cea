package dev.pairplane.simulators.kubernetes.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One object at one version: immutable. Its JSON is kept as bytes, without kind and apiVersion, as
/// lists show it.
public final class Stored {

    private final ResourceType type;
    private final String namespace;
    private final String name;
    private final String key;
    private final String uid;
    private final long version;
    private final Map<String, String> labels;
    private final String[] fields;
    private final List<String> owners;
    private final byte[] json;

    private Stored(ResourceType type, ObjectNode tree) {
        JsonNode metadata = tree.path("metadata");
        this.type = type;
        this.namespace = metadata.path("namespace").asText("").intern();
        this.name = metadata.path("name").asText();
        this.key = key(namespace, name);
        this.uid = metadata.path("uid").asText("");
        this.version = Long.parseLong(metadata.path("resourceVersion").asText("0"));
        this.labels = labels(metadata.path("labels"));
        this.fields = fields(type, tree);
        this.owners =
                metadata.path("ownerReferences").isEmpty()
                        ? List.of()
                        : metadata.path("ownerReferences")
                                .valueStream()
                                .map(owner -> owner.path("uid").asText("").intern())
                                .toList();
        this.json = Json.bytes(tree);
    }

    /// Keeps an object as it is now.
    ///
    /// @param tree without kind and apiVersion; not kept
    public static Stored of(ResourceType type, ObjectNode tree) {
        return new Stored(type, tree);
    }

    static String key(String namespace, String name) {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    private static Map<String, String> labels(JsonNode labels) {
        Map<String, String> result = HashMap.newHashMap(labels.size());
        labels.properties()
                .forEach(label ->
                        result.put(label.getKey().intern(), label.getValue().asText().intern()));
        return Map.copyOf(result);
    }

    private static String[] fields(ResourceType type, ObjectNode tree) {
        return type.selectableFields().stream()
                .map(field -> value(tree, field))
                .toArray(String[]::new);
    }

    private static String value(ObjectNode tree, String field) {
        return switch (field) {
            case "source" -> Json.text(tree, "source.component").intern();
            case "spec.hostNetwork", "spec.unschedulable" ->
                    Boolean.toString(Json.at(tree, field).asBoolean(false));
            case "status.podIPs" -> "";
            case "status.podIP", "involvedObject.resourceVersion" -> Json.text(tree, field);
            default -> Json.text(tree, field).intern();
        };
    }

    public ResourceType type() {
        return type;
    }

    /// "" for an object of the cluster.
    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    /// What lists sort by: `namespace/name`, or the name alone.
    public String key() {
        return key;
    }

    public String uid() {
        return uid;
    }

    public long version() {
        return version;
    }

    public Map<String, String> labels() {
        return labels;
    }

    /// The UIDs that its owner references name.
    public List<String> owners() {
        return owners;
    }

    /// The value of a field that selectors may name.
    String field(String path) {
        return switch (path) {
            case "metadata.name" -> name;
            case "metadata.namespace" -> namespace;
            default -> {
                int index = type.selectableFields().indexOf(path);
                yield index < 0 ? "" : fields[index];
            }
        };
    }

    /// A copy to work on, without kind and apiVersion.
    public ObjectNode tree() {
        return Json.trusted(json);
    }

    /// A copy with kind and apiVersion in front.
    public ObjectNode fullTree() {
        return full(type, tree());
    }

    /// That tree with kind and apiVersion in front.
    public static ObjectNode full(ResourceType type, ObjectNode tree) {
        ObjectNode full = Json.object();
        full.put("kind", type.kind()).put("apiVersion", type.apiVersion());
        full.setAll(tree);
        return full;
    }

    /// As an element of a list.
    public void writeItem(OutputStream out) throws IOException {
        out.write(json);
    }

    /// As an object of its own.
    public void writeFull(OutputStream out) throws IOException {
        out.write(
                ("{\"kind\":\"" + type.kind() + "\",\"apiVersion\":\"" + type.apiVersion() + "\",")
                        .getBytes(StandardCharsets.UTF_8));
        out.write(json, 1, json.length - 1);
    }

    /// The same object, said to be of another version.
    public Stored at(long otherVersion) {
        if (otherVersion == version) {
            return this;
        }
        ObjectNode tree = tree();
        Json.metadata(tree).put("resourceVersion", Long.toString(otherVersion));
        return of(type, tree);
    }
}
