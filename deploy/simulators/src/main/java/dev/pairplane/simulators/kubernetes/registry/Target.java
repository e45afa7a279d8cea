package dev.pairplane.simulators.kubernetes.registry;

import dev.pairplane.simulators.kubernetes.schema.ResourceType;

/// The one object that a request is about.
///
/// @param namespace "" for an object of the cluster
/// @param subresource "" for the object itself, else `status` or `finalize`
public record Target(ResourceType type, String namespace, String name, String subresource) {

    public static Target of(ResourceType type, String namespace, String name) {
        return new Target(type, namespace, name, "");
    }
}
