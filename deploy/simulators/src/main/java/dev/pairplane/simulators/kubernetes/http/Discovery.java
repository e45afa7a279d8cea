package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.util.List;
import java.util.stream.Stream;

/// What the server says it serves.
final class Discovery {

    private static final List<String> OBJECT_VERBS =
            List.of(
                    "create",
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "update",
                    "watch");
    private static final List<String> STATUS_VERBS = List.of("get", "patch", "update");

    private static final String AGGREGATED =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private Discovery() {}

    private static List<String> groups() {
        return ResourceType.all().stream()
                .map(ResourceType::group)
                .filter(group -> !group.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    /// Whether a path below `/apis` names a group, and a version if any, that is served.
    static boolean knows(List<String> path) {
        return groups().contains(path.get(1)) && (path.size() < 3 || "v1".equals(path.get(2)));
    }

    private static Stream<ResourceType> resources(String group) {
        return ResourceType.all().stream().filter(type -> type.group().equals(group));
    }

    private static List<String> verbs(ResourceType type) {
        return type == ResourceType.NAMESPACES
                ? OBJECT_VERBS.stream().filter(verb -> !"deletecollection".equals(verb)).toList()
                : OBJECT_VERBS;
    }

    static Reply version() {
        return Reply.json(
                200,
                Json.object()
                        .put("major", "1")
                        .put("minor", "36")
                        .put("gitVersion", "v1.36.1")
                        .put("gitCommit", "")
                        .put("gitTreeState", "clean")
                        .put("buildDate", "2026-11-21T00:00:00Z")
                        .put("goVersion", "none")
                        .put("compiler", "javac")
                        .put("platform", "pairplane/simulator"));
    }

    /// `/api`, or all at once when the client can read that.
    static Reply core(String accept, String address) {
        if (accept.contains("APIGroupDiscoveryList")) {
            return aggregated(List.of(""));
        }
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", address);
        return Reply.json(200, versions);
    }

    /// `/apis`, or all at once when the client can read that.
    static Reply groups(String accept) {
        if (accept.contains("APIGroupDiscoveryList")) {
            return aggregated(groups());
        }
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode array = list.putArray("groups");
        groups().forEach(group -> array.add(group(group)));
        return Reply.json(200, list);
    }

    private static ObjectNode group(String name) {
        ObjectNode group = Json.object().put("name", name);
        ObjectNode version = Json.object().put("groupVersion", name + "/v1").put("version", "v1");
        group.putArray("versions").add(version);
        group.set("preferredVersion", version.deepCopy());
        return group;
    }

    /// `/apis/group`.
    ///
    /// @throws ApiException 404 when there is no such group
    static Reply oneGroup(String name) {
        if (!groups().contains(name)) {
            throw ApiException.noSuchResource();
        }
        ObjectNode group = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
        group.setAll(group(name));
        return Reply.json(200, group);
    }

    /// `/api/v1` and `/apis/group/version`.
    ///
    /// @throws ApiException 404 when there is no such version
    static Reply resources(String group, String version) {
        if (!"v1".equals(version) || resources(group).findAny().isEmpty()) {
            throw ApiException.noSuchResource();
        }
        ObjectNode list = Json.object().put("kind", "APIResourceList");
        if (!group.isEmpty()) {
            list.put("apiVersion", "v1");
        }
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode array = list.putArray("resources");
        resources(group)
                .forEach(type -> {
                    array.add(resource(type));
                    if (type.hasStatus()) {
                        array.add(subresource(type));
                    }
                });
        return Reply.json(200, list);
    }

    private static ObjectNode resource(ResourceType type) {
        ObjectNode resource = Json.object();
        resource.put("name", type.plural()).put("singularName", type.singular());
        resource.put("namespaced", type.namespaced()).put("kind", type.kind());
        resource.set("verbs", Json.array(verbs(type)));
        if (!type.shortName().isEmpty()) {
            resource.putArray("shortNames").add(type.shortName());
        }
        if (type.inAll()) {
            resource.putArray("categories").add("all");
        }
        return resource;
    }

    private static ObjectNode subresource(ResourceType type) {
        ObjectNode resource = Json.object();
        resource.put("name", type.plural() + "/status").put("singularName", "");
        resource.put("namespaced", type.namespaced()).put("kind", type.kind());
        resource.set("verbs", Json.array(STATUS_VERBS));
        return resource;
    }

    private static Reply aggregated(List<String> groups) {
        ObjectNode list = Json.object();
        list.put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/v2");
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        for (String group : groups) {
            ObjectNode item = items.addObject();
            ObjectNode metadata = item.putObject("metadata");
            if (!group.isEmpty()) {
                metadata.put("name", group);
            }
            metadata.putNull("creationTimestamp");
            ObjectNode version = item.putArray("versions").addObject();
            version.put("version", "v1").put("freshness", "Current");
            ArrayNode resources = version.putArray("resources");
            resources(group).forEach(type -> resources.add(aggregatedResource(type)));
        }
        return Reply.bytes(200, AGGREGATED, Json.bytes(list));
    }

    private static ObjectNode aggregatedResource(ResourceType type) {
        ObjectNode resource = Json.object().put("resource", type.plural());
        resource.set("responseKind", kind(type));
        resource.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
        resource.put("singularResource", type.singular());
        resource.set("verbs", Json.array(verbs(type)));
        if (!type.shortName().isEmpty()) {
            resource.putArray("shortNames").add(type.shortName());
        }
        if (type.inAll()) {
            resource.putArray("categories").add("all");
        }
        if (type.hasStatus()) {
            ObjectNode status =
                    resource.putArray("subresources").addObject().put("subresource", "status");
            status.set("responseKind", kind(type));
            status.set("verbs", Json.array(STATUS_VERBS));
        }
        return resource;
    }

    static ObjectNode kind(ResourceType type) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", type.kind());
    }
}
