package dev.pairplane.difftracker.core.engine;

import java.util.Locale;

/// Where a service is in its life. A service that is not tracked has no state.
public enum ServiceState {
    /// Wanted, and nothing is being done: it waits for a place, for a retry, or is parked.
    NOT_STARTED,
    /// A worker is making it, or bringing it up to date.
    CREATION_IN_PROGRESS,
    /// It is in Azure as asked for, and the gateway knows it.
    CREATED,
    /// It must go, and still has addresses in the gateway.
    DELETION_PENDING,
    /// It may go: it waits for a place or a retry, or a worker is deleting it.
    DELETION_IN_PROGRESS;

    /// The text used in metrics, logs and documents: `creation_in_progress`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
