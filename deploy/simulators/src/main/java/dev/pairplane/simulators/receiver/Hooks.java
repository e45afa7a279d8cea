package dev.pairplane.simulators.receiver;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The names that take deliveries; each is made when it is first named. Safe for threads.
final class Hooks {

    static final int MAX = 64;

    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final SortedMap<String, Hook> byName = new TreeMap<>();

    /// The hook of that name.
    ///
    /// @return empty when the name is not one, or there are too many
    synchronized Optional<Hook> named(String name) {
        Hook there = byName.get(name);
        if (there != null) {
            return Optional.of(there);
        }
        if (byName.size() == MAX || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Hook made = new Hook(name);
        byName.put(name, made);
        return Optional.of(made);
    }

    synchronized List<Hook> all() {
        return List.copyOf(byName.values());
    }
}
