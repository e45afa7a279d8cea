package dev.pairplane.storage.inbound.grpc;

import io.grpc.Status;

/// What a request's bytes turned out to be.
sealed interface Decoded<T> {

    /// A message of the method's type.
    record Message<T>(T message) implements Decoded<T> {}

    /// Not one, and the status that says so.
    record Malformed<T>(Status status) implements Decoded<T> {}
}
