package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/// The controller's whole state at one time, sorted, so two of them can be compared as text.
///
/// @param phase how far the start has come
/// @param phaseDetail what it waits for, for people
/// @param heldRemovals what the brake holds
/// @param wanted identities that are wanted
/// @param desired node to pod to identities, as wanted
/// @param registered identities of ours that the gateway knows
/// @param mirror node to pod to identities, as the gateway is believed to be
/// @param services what is tracked
/// @param pendingDeletions what waits for its addresses to leave
public record Snapshot(
        StartPhase phase,
        String phaseDetail,
        List<String> heldRemovals,
        SortedSet<String> wanted,
        SortedMap<IpAddress, SortedMap<IpAddress, SortedSet<String>>> desired,
        SortedSet<String> registered,
        SortedMap<IpAddress, SortedMap<IpAddress, SortedSet<String>>> mirror,
        List<Service> services,
        SortedSet<ServiceKey> pendingDeletions) {

    /// One service.
    ///
    /// @param key the service
    /// @param object the Service
    /// @param state where it is
    /// @param inState for how long
    /// @param address its public address, once known
    /// @param endpoints addresses wanted behind it
    /// @param retries tries that failed in this burst
    /// @param nextTry until the next one, when it waits for one
    /// @param parked why it is parked
    /// @param reason what it waits for or what went wrong last, for people
    /// @param recreate whether it is wanted again after its deletion
    /// @param running whether a worker is at it
    /// @param correlationId of its present operation
    public record Service(
            ServiceKey key,
            ObjectRef object,
            ServiceState state,
            Duration inState,
            Optional<IpAddress> address,
            int endpoints,
            int retries,
            Optional<Duration> nextTry,
            Optional<ParkReason> parked,
            String reason,
            boolean recreate,
            boolean running,
            String correlationId) {}
}
