package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.Set;

/// What happens in the updater of locations, for telemetry.
public sealed interface LocationsEvent {

    /// A pass that had something to send, or found nothing to send, is over.
    ///
    /// @param batches calls made
    /// @param added addresses that were not there
    /// @param updated addresses whose services changed
    /// @param removed addresses taken away
    /// @param success whether everything was sent and answered
    /// @param nanos how long it took
    record PassEnded(int batches, int added, int updated, int removed, boolean success, long nanos)
            implements LocationsEvent {}

    /// A batch was refused, and is being looked through for the culprit.
    ///
    /// @param error what Azure said
    record BatchRefused(CallError error) implements LocationsEvent {}

    /// An address is left alone for a while, because Azure refuses every batch with it.
    ///
    /// @param location the node's address
    /// @param address the pod's address
    /// @param services the services it was to serve
    /// @param error what Azure said
    record Quarantined(IpAddress location, IpAddress address, Set<String> services, CallError error)
            implements LocationsEvent {}

    /// An answer was lost: what was sent is maybe there.
    ///
    /// @param locations how many locations are in doubt now
    /// @param why what was seen instead
    record InDoubt(int locations, String why) implements LocationsEvent {}

    /// The gateway was read again.
    ///
    /// @param differences places where it was not what the mirror said
    record Reread(int differences) implements LocationsEvent {}

    /// Nothing has gone through for many tries in a row; it is tried on. Once per outage.
    ///
    /// @param failures tries in a row
    /// @param initial whether the first sync is still outstanding
    record Stalled(int failures, boolean initial) implements LocationsEvent {}
}
