package dev.pairplane.difftracker.inbound.kubernetes;

import dev.pairplane.difftracker.core.kubernetes.ObjectRef;

/// Who is told of one kind of objects, on that kind's threads, one call at a time.
///
/// @param <T> the kind
interface ObjectSink<T> {

    /// It is there, or has changed.
    void seen(T object);

    /// It is there no longer.
    void gone(ObjectRef object);
}
