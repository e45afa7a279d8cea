package dev.pairplane.publishing.core.target;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All targets of one moment.
public final class TargetSet {
    /// No target.
    public static final TargetSet NONE = new TargetSet(List.of());

    private final SortedMap<String, Target> byName;
    private final List<Target> enabled;

    /// @throws IllegalStateException when two have one name
    public TargetSet(Collection<Target> targets) {
        byName =
                targets.stream()
                        .collect(
                                Collectors.toMap(
                                        Target::name,
                                        Function.identity(),
                                        (a, _) -> {
                                            throw new IllegalStateException(
                                                    "two targets are named " + a.name());
                                        },
                                        TreeMap::new));
        enabled = byName.values().stream().filter(Target::enabled).toList();
    }

    /// The target of a name.
    public Optional<Target> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// All, sorted by name.
    public List<Target> all() {
        return List.copyOf(byName.values());
    }

    /// Those that are sent to, sorted by name.
    public List<Target> enabled() {
        return enabled;
    }
}
