package dev.pairplane.storage.inbound.grpc;

import java.time.Duration;
import java.util.Optional;

/// One method of the service: from a decoded request to a reply.
///
/// @param <Q> its request
/// @param <A> its answer
interface UnaryMethod<Q, A> {

    /// Which one it is.
    Rpc rpc();

    /// What is wrong with a request, if anything. Never blocks.
    Optional<Violation> violation(Q request);

    /// The reply to a request that breaks a rule.
    Reply<A> invalid(Violation violation);

    /// What tells a valid request from others in logs: the hash of the key that it names, or
    /// nothing.
    String about(Q request);

    /// Bytes that a request takes in memory while it waits; 0 for one that never does.
    int weight(Q request);

    /// Does what a valid request asks, if that needs no waiting. Never blocks.
    ///
    /// @return empty when only [#execute] can tell
    default Optional<Reply<A>> executeNow(Q request, Caller caller) {
        return Optional.empty();
    }

    /// Does what a valid request asks. May block.
    ///
    /// @param patience how long to wait at most; positive
    Reply<A> execute(Q request, Caller caller, Duration patience);
}
