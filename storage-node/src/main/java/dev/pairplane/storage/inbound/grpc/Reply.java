package dev.pairplane.storage.inbound.grpc;

import io.grpc.Metadata;
import io.grpc.Status;

/// What is to be sent back, and how the request is counted.
sealed interface Reply<A> {

    /// How the request ended.
    Ending ending();

    /// Bytes of the value that it carried in, or carries out.
    long valueBytes();

    /// A message and status OK.
    record Answer<A>(A message, Metadata trailers, Ending ending, long valueBytes)
            implements Reply<A> {}

    /// A failed call.
    record Failure<A>(Status status, Metadata trailers, Ending ending) implements Reply<A> {
        @Override
        public long valueBytes() {
            return 0;
        }
    }
}
