package dev.pairplane.difftracker.core.engine;

import java.util.Locale;

/// What a worker does for a service.
public enum OperationKind {
    CREATE,
    DELETE;

    /// The text used in metrics, logs and documents: `create`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
