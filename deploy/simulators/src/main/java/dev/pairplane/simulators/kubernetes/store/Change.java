package dev.pairplane.simulators.kubernetes.store;

import java.util.Optional;

/// One entry of the log.
///
/// @param before what the object was, empty when it is new
/// @param object what it became; for a deletion what it was, at the deletion's version
/// @param after everything, once this had happened
record Change(long version, Kind kind, Optional<Stored> before, Stored object, State after) {

    enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }

    /// What somebody with that selection sees of it: an object that begins to match is new to him,
    /// and one that ceases to match is gone.
    Optional<WatchEvent> seenBy(Selection selection) {
        boolean matched = before.filter(selection::matches).isPresent();
        boolean matches = kind != Kind.DELETED && selection.matches(object);
        if (matches) {
            return Optional.of(
                    new WatchEvent(
                            matched ? WatchEvent.Kind.MODIFIED : WatchEvent.Kind.ADDED,
                            object,
                            version));
        }
        return matched
                ? Optional.of(
                        new WatchEvent(
                                WatchEvent.Kind.DELETED,
                                kind == Kind.DELETED ? object : before.orElseThrow(),
                                version))
                : Optional.empty();
    }
}
