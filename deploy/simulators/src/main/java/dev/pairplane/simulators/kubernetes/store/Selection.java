package dev.pairplane.simulators.kubernetes.store;

/// What a list or a watch asks for.
///
/// @param namespace "" for all
public record Selection(String namespace, LabelSelector labels, FieldSelector fields) {

    public static final Selection ALL = in("");

    public static Selection in(String namespace) {
        return new Selection(namespace, LabelSelector.ALL, FieldSelector.ALL);
    }

    public boolean matches(Stored object) {
        return (namespace.isEmpty() || namespace.equals(object.namespace()))
                && labels.matches(object.labels())
                && fields.matches(object);
    }

    /// Whether anything but the namespace narrows it.
    public boolean narrows() {
        return !labels.isEmpty() || !fields.isEmpty();
    }
}
