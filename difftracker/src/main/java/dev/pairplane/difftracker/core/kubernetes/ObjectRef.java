package dev.pairplane.difftracker.core.kubernetes;

/// One object, and no other that may later have its name.
///
/// @param namespace its namespace; empty for what has none
/// @param name its name
/// @param uid its UID, as Kubernetes spells it
public record ObjectRef(String namespace, String name, String uid) {

    /// `namespace/name`.
    public String path() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public String toString() {
        return path() + " (" + uid + ")";
    }
}
