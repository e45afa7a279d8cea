package dev.pairplane.difftracker.core.azure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Whose a resource is, by its tags, and the tags that say that it is ours.
///
/// @param cluster this cluster's name
/// @param adoptUntagged whether a resource without our tags, found under a name of ours, is taken
///   over
public record Ownership(String cluster, boolean adoptUntagged) {

    /// Tag that every resource of ours carries, with [#MANAGER] as its value.
    public static final String MANAGED_BY = "pairplane-managed-by";

    /// The value of [#MANAGED_BY].
    public static final String MANAGER = "difftracker";

    /// Tag with the cluster's name.
    public static final String CLUSTER = "pairplane-cluster";

    /// Tag with the Service's namespace and name.
    public static final String SERVICE = "pairplane-service";

    /// Tag with a digest of what was asked for.
    public static final String SPEC_HASH = "pairplane-spec-hash";

    /// Whose a resource is.
    public enum Owner {
        OURS,
        /// Another cluster's controller made it.
        OTHER_CLUSTER,
        FOREIGN
    }

    /// Reads the tags of a resource that has a name of ours.
    public Owner of(Map<String, String> tags) {
        Optional<String> manager = tag(tags, MANAGED_BY);
        if (manager.filter(MANAGER::equals).isEmpty()) {
            return adoptUntagged && manager.isEmpty() ? Owner.OURS : Owner.FOREIGN;
        }
        return tag(tags, CLUSTER).filter(cluster::equals).isPresent()
                ? Owner.OURS
                : Owner.OTHER_CLUSTER;
    }

    /// The tags to write: ours, and whatever else was there.
    ///
    /// @param present the tags found on the resource
    /// @param service the Service's namespace and name
    /// @param hash the digest of the rest of the resource
    public Map<String, String> tags(Map<String, String> present, String service, String hash) {
        var tags = new LinkedHashMap<String, String>();
        present.forEach((name, value) -> {
            if (!isOurs(name)) {
                tags.put(name, value);
            }
        });
        tags.put(MANAGED_BY, MANAGER);
        tags.put(CLUSTER, cluster);
        tags.put(SERVICE, service);
        tags.put(SPEC_HASH, hash);
        return tags;
    }

    /// A tag's value; Azure ignores case in names of tags.
    public static Optional<String> tag(Map<String, String> tags, String name) {
        return tags.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean isOurs(String name) {
        return name.equalsIgnoreCase(MANAGED_BY)
                || name.equalsIgnoreCase(CLUSTER)
                || name.equalsIgnoreCase(SERVICE)
                || name.equalsIgnoreCase(SPEC_HASH);
    }
}
