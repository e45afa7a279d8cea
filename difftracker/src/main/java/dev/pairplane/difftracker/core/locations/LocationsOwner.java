package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.azure.GatewayView;
import java.util.Set;

/// Who the updater of locations works for. Called on the serial executor, and may call the updater
/// back.
public interface LocationsOwner {

    /// What may be done with references to a service.
    ///
    /// @param identity a service's identity as it stands in the gateway, in lower case
    Readiness readiness(String identity);

    /// The gateway holds nothing of these services any more, and no lost answer can bring it back.
    void drained(Set<String> identities);

    /// The gateway was read again, and the mirror is what was read. Addresses of a service may have
    /// come back: ask [LocationsUpdater#holds].
    ///
    /// @param startedAtNanos when the read began: what was done to services since is newer than the
    ///   view
    void gatewayRead(GatewayView view, long startedAtNanos);

    /// Azure answered, with success.
    void azureAnswered();
}
