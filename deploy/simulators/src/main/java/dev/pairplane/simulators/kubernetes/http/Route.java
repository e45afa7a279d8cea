package dev.pairplane.simulators.kubernetes.http;

import dev.pairplane.simulators.kubernetes.registry.Target;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.util.List;
import java.util.Optional;

/// What a path below a group's version names.
///
/// @param namespace "" for an object of the cluster, or for all
/// @param name "" for all objects
/// @param subresource "" for none
record Route(ResourceType type, String namespace, String name, String subresource) {

    /// @param rest the segments after `/api/v1` or `/apis/group/version`
    /// @throws ApiException 404 when nothing has that path
    static Route parse(String group, String version, List<String> rest) {
        if (rest.size() >= 3
                && "namespaces".equals(rest.get(0))
                && !isNamespaceSubresource(group, rest)) {
            ResourceType type = type(group, version, rest.get(2));
            if (!type.namespaced()) {
                throw ApiException.noSuchResource();
            }
            return route(type, rest.get(1), rest.subList(3, rest.size()));
        }
        return route(type(group, version, rest.getFirst()), "", rest.subList(1, rest.size()));
    }

    private static boolean isNamespaceSubresource(String group, List<String> rest) {
        return group.isEmpty()
                && rest.size() == 3
                && ("status".equals(rest.get(2)) || "finalize".equals(rest.get(2)));
    }

    private static ResourceType type(String group, String version, String plural) {
        return ResourceType.find(group, version, plural).orElseThrow(ApiException::noSuchResource);
    }

    private static Route route(ResourceType type, String namespace, List<String> rest) {
        if (rest.size() > 2) {
            throw ApiException.noSuchResource();
        }
        String name = rest.isEmpty() ? "" : rest.get(0);
        String subresource = rest.size() < 2 ? "" : rest.get(1);
        boolean known =
                switch (subresource) {
                    case "" -> true;
                    case "status" -> type.hasStatus();
                    case "finalize" -> type == ResourceType.NAMESPACES;
                    default -> false;
                };
        if (!known || (type.namespaced() && namespace.isEmpty() && !name.isEmpty())) {
            throw ApiException.noSuchResource();
        }
        return new Route(type, namespace, name, subresource);
    }

    Target target() {
        return new Target(type, namespace, name, subresource);
    }

    /// How RBAC names it.
    String resource() {
        return subresource.isEmpty() ? type.plural() : type.plural() + "/" + subresource;
    }

    /// What a method does here, in the words of RBAC; nothing when it does nothing.
    Optional<String> verb(String method, Query query) {
        boolean collection = name.isEmpty();
        boolean everywhere = collection && type.namespaced() && namespace.isEmpty();
        return switch (method) {
            case "GET" -> Optional.of(!collection ? "get" : query.flag("watch") ? "watch" : "list");
            case "POST" -> collection && !everywhere ? Optional.of("create") : Optional.empty();
            case "PUT" -> collection ? Optional.empty() : Optional.of("update");
            case "PATCH" ->
                    collection || "finalize".equals(subresource)
                            ? Optional.empty()
                            : Optional.of("patch");
            case "DELETE" -> {
                if (!subresource.isEmpty()
                        || everywhere
                        || (collection && type == ResourceType.NAMESPACES)) {
                    yield Optional.empty();
                }
                yield Optional.of(collection ? "deletecollection" : "delete");
            }
            default -> Optional.empty();
        };
    }
}
