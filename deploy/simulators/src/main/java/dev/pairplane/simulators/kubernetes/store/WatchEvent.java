package dev.pairplane.simulators.kubernetes.store;

/// What a watch tells.
///
/// @param object of a later version in `version` when it only ceased to match
public record WatchEvent(Kind kind, Stored object, long version) {

    public enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }

    /// The object as it is to be shown.
    public Stored shown() {
        return kind == Kind.DELETED ? object.at(version) : object;
    }
}
