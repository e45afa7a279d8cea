package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.cluster.InboundSpec;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.util.Optional;

/// What can happen to a service.
sealed interface ServiceEvent {

    /// Its Service is ours, lives, and was admitted.
    ///
    /// @param spec what it asks for
    record Wanted(ServiceKey key, ObjectRef object, InboundSpec spec) implements ServiceEvent {}

    /// A start found it in Azure as its Service wants it, or as it was left before its Service
    /// asked for something that cannot be given.
    ///
    /// @param spec what Azure has; empty in the second case
    record Found(ServiceKey key, ObjectRef object, Optional<InboundSpec> spec)
            implements ServiceEvent {}

    /// Its Service is ours and lives, but asks for something that cannot be given.
    record Rejected() implements ServiceEvent {}

    /// Its Service is gone, going, or no longer ours, and something may be left of it.
    ///
    /// @param asked whether that was just seen of the Service, and is not only what is known of it
    record Unwanted(ServiceKey key, ObjectRef object, boolean asked) implements ServiceEvent {}

    /// A worker has it.
    record Dispatched(Ticket ticket) implements ServiceEvent {}

    /// Its create, or its delete, got to its end.
    record Succeeded(Ticket ticket) implements ServiceEvent {}

    /// Its create, or its delete, did not.
    record Failed(Ticket ticket, Failure failure) implements ServiceEvent {}

    /// Its create found that the Service is not there to be served any more.
    record ServiceGone(Ticket ticket) implements ServiceEvent {}

    /// The gateway has no address of it any more.
    record Drained() implements ServiceEvent {}

    /// The gateway has addresses of it, though it seemed to have none.
    record Reappeared() implements ServiceEvent {}

    /// Azure has lost it, or part of it, or may have.
    record Missing() implements ServiceEvent {}

    /// Azure answered somebody.
    record AzureAnswered() implements ServiceEvent {}
}
