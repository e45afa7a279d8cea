package dev.pairplane.simulators.kubernetes.store;

import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Everything that exists at one version. Immutable.
public final class State {

    /// Sorts after every key of a namespace, whose keys go on with '/'.
    private static final String AFTER_SLASH = "0";

    private static final String NODE_FIELD = "spec.nodeName";

    private static final ResourceState NOTHING = ResourceState.empty();

    private final long version;

    private final Map<ResourceType, ResourceState> resources;

    private State(long version, Map<ResourceType, ResourceState> resources) {
        this.version = version;
        this.resources = resources;
    }

    static State empty(long version) {
        return new State(version, new EnumMap<>(ResourceType.class));
    }

    /// The version of the last change in it.
    public long version() {
        return version;
    }

    State with(long newVersion, ResourceType type, @Nullable Stored old, @Nullable Stored now) {
        Map<ResourceType, ResourceState> copy = new EnumMap<>(ResourceType.class);
        copy.putAll(resources);
        copy.put(type, resource(type).with(old, now));
        return new State(newVersion, copy);
    }

    private ResourceState resource(ResourceType type) {
        return resources.getOrDefault(type, NOTHING);
    }

    public Optional<Stored> get(ResourceType type, String namespace, String name) {
        return Optional.ofNullable(resource(type).objects().get(Stored.key(namespace, name)));
    }

    public int count(ResourceType type) {
        return resource(type).objects().size();
    }

    /// How many objects a scan would show at most, were nothing selected but the namespace.
    public int countAfter(ResourceType type, String namespace, String afterKey) {
        PersistentMap<Stored> objects = resource(type).objects();
        int end = namespace.isEmpty() ? objects.size() : objects.rank(namespace + AFTER_SLASH);
        return end - objects.rank(afterKey + "\0");
    }

    /// Shows what is selected, in the order of the keys, until the visitor returns false.
    ///
    /// @param afterKey shows only what sorts after it; "" for all
    public void scan(
            ResourceType type, Selection selection, String afterKey, Predicate<Stored> visitor) {
        Predicate<Stored> filtered = stored -> !selection.matches(stored) || visitor.test(stored);
        Optional<String> name = selection.fields().exact("metadata.name");
        Optional<String> node = selection.fields().exact(NODE_FIELD);
        String namespace = selection.namespace();
        if (name.isPresent() && (!namespace.isEmpty() || !type.namespaced())) {
            Optional<Stored> one = get(type, namespace, name.orElseThrow());
            if (one.isPresent() && one.orElseThrow().key().compareTo(afterKey) > 0) {
                boolean ignored = filtered.test(one.orElseThrow());
            }
            return;
        }
        PersistentMap<Stored> objects = resource(type).objects();
        if (type == ResourceType.PODS && node.filter(text -> !text.isEmpty()).isPresent()) {
            PersistentMap<Stored> ofNode = resource(type).byNode().get(node.orElseThrow());
            objects = ofNode == null ? PersistentMap.empty() : ofNode;
        }
        String start = namespace.isEmpty() ? "" : namespace + "/";
        String after = afterKey.isEmpty() ? "" : afterKey + "\0";
        objects.scan(
                start.compareTo(after) > 0 ? start : after,
                namespace.isEmpty() ? "" : namespace + AFTER_SLASH,
                filtered);
    }

    /// All that is selected, in order.
    public List<Stored> list(ResourceType type, Selection selection) {
        List<Stored> result = new ArrayList<>();
        scan(type, selection, "", result::add);
        return result;
    }

    /// The objects of every resource that name that UID as an owner.
    public List<Stored> ownedBy(String uid) {
        List<Stored> result = new ArrayList<>();
        for (ResourceState resource : resources.values()) {
            PersistentMap<Stored> owned = resource.byOwner().get(uid);
            if (owned != null) {
                owned.scan("", "", result::add);
            }
        }
        return result;
    }

    /// Whether a namespace holds any object of that resource.
    public boolean holds(ResourceType type, String namespace) {
        return countAfter(type, namespace, namespace + "/") > 0;
    }
}
