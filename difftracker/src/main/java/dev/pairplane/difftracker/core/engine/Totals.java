package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.state.ServiceKind;
import java.util.Map;

/// Sizes, for gauges: one consistent picture, made on the serial executor and handed out by
/// [Controller#totals()].
///
/// @param phase how far the start has come
/// @param services tracked services by kind and state; every kind and state is there
/// @param oldestNanos age of the longest stay in each state, by kind; 0 where there is none
/// @param bufferedEndpoints services whose endpoints wait for them to exist
/// @param pendingDeletions services that wait for their addresses to leave
/// @param blockedDeletions of those, how many still had addresses when last looked at
/// @param running operations under way
/// @param parked services that are parked, by reason; every reason is there
/// @param locations nodes in the mirror
/// @param addresses pod addresses in the mirror
/// @param doubtfulLocations locations with something maybe present
/// @param wantedServices Services that are ours and admitted or served
/// @param registeredLoadBalancers services of ours that the gateway knows
/// @param registeredNatGateways outbound services of ours that the gateway knows
/// @param mirrorAgeNanos time since the mirror was last read whole; -1 before the first time
/// @param syncAgeNanos time since everything wanted of addresses was last seen sent; -1 before the
///   first time
/// @param heldRemovals removals that the brake holds
public record Totals(
        StartPhase phase,
        Map<ServiceKind, Map<ServiceState, Integer>> services,
        Map<ServiceKind, Map<ServiceState, Long>> oldestNanos,
        int bufferedEndpoints,
        int pendingDeletions,
        int blockedDeletions,
        int running,
        Map<ParkReason, Integer> parked,
        int locations,
        int addresses,
        int doubtfulLocations,
        int wantedServices,
        int registeredLoadBalancers,
        int registeredNatGateways,
        long mirrorAgeNanos,
        long syncAgeNanos,
        int heldRemovals) {}
