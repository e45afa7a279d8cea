package dev.pairplane.simulators.kubernetes.store;

import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import org.jspecify.annotations.Nullable;

/// The objects of one resource, in order, with the indexes that make the common questions cheap.
///
/// @param objects by key
/// @param byNode pods by the node they run on, then by key
/// @param byOwner by the UIDs of their owners, then by key
record ResourceState(
        PersistentMap<Stored> objects,
        PersistentMap<PersistentMap<Stored>> byNode,
        PersistentMap<PersistentMap<Stored>> byOwner) {

    private static final String NODE_FIELD = "spec.nodeName";

    static ResourceState empty() {
        return new ResourceState(
                PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());
    }

    /// Replaces one object by another of the same key, or by nothing.
    ResourceState with(@Nullable Stored old, @Nullable Stored now) {
        PersistentMap<Stored> newObjects = objects;
        PersistentMap<PersistentMap<Stored>> newByNode = byNode;
        PersistentMap<PersistentMap<Stored>> newByOwner = byOwner;
        if (old != null) {
            newObjects = now == null ? newObjects.without(old.key()) : newObjects;
            newByNode = drop(newByNode, node(old), old);
            for (String owner : old.owners()) {
                newByOwner = drop(newByOwner, owner, old);
            }
        }
        if (now != null) {
            newObjects = newObjects.with(now.key(), now);
            newByNode = add(newByNode, node(now), now);
            for (String owner : now.owners()) {
                newByOwner = add(newByOwner, owner, now);
            }
        }
        return new ResourceState(newObjects, newByNode, newByOwner);
    }

    private static String node(Stored object) {
        return object.type() == ResourceType.PODS ? object.field(NODE_FIELD) : "";
    }

    private static PersistentMap<PersistentMap<Stored>> add(
            PersistentMap<PersistentMap<Stored>> index, String term, Stored object) {
        if (term.isEmpty()) {
            return index;
        }
        PersistentMap<Stored> objects = index.get(term);
        PersistentMap<Stored> before = objects == null ? PersistentMap.empty() : objects;
        return index.with(term, before.with(object.key(), object));
    }

    private static PersistentMap<PersistentMap<Stored>> drop(
            PersistentMap<PersistentMap<Stored>> index, String term, Stored object) {
        PersistentMap<Stored> objects = index.get(term);
        if (objects == null) {
            return index;
        }
        PersistentMap<Stored> rest = objects.without(object.key());
        return rest.isEmpty() ? index.without(term) : index.with(term, rest);
    }
}
