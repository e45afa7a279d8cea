package dev.pairplane.simulators.azure.resource;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Who refers to what, by key. An owner is a resource, or a service of a gateway.
public final class References {

    /// Somebody who refers.
    ///
    /// @param owner the key of who refers
    /// @param source the id of what in the owner does
    public record Reference(String owner, String source) {}

    private final Map<String, TreeMap<String, String>> sources = new HashMap<>();
    private final Map<String, Set<String>> targets = new HashMap<>();

    /// Replaces what an owner refers to.
    ///
    /// @param to the key of each target, and the id of what refers to it
    public void set(String owner, Map<String, String> to) {
        Set<String> before = targets.remove(owner);
        if (before != null) {
            for (String target : before) {
                TreeMap<String, String> owners = sources.get(target);
                if (owners != null && owners.remove(owner) != null && owners.isEmpty()) {
                    sources.remove(target);
                }
            }
        }
        if (!to.isEmpty()) {
            targets.put(owner, Set.copyOf(to.keySet()));
            to.forEach((t, s) -> sources.computeIfAbsent(t, _ -> new TreeMap<>()).put(owner, s));
        }
    }

    /// Somebody who refers to the target.
    public Optional<Reference> to(String target) {
        return toBesides(target, "");
    }

    /// Somebody else than the owner who refers to the target.
    public Optional<Reference> toBesides(String target, String owner) {
        TreeMap<String, String> owners = sources.get(target);
        if (owners == null) {
            return Optional.empty();
        }
        return owners.entrySet().stream()
                .filter(e -> !e.getKey().equals(owner))
                .findFirst()
                .map(e -> new Reference(e.getKey(), e.getValue()));
    }
}
