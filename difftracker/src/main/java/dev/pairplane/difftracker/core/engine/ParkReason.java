package dev.pairplane.difftracker.core.engine;

import java.util.Locale;

/// Why a service's operation is not being tried. Each ends by itself in time, and at once when the
/// Service's spec changes.
public enum ParkReason {
    /// Azure will not have it, however often it is tried; tried again after an hour.
    TERMINAL_ERROR,
    /// A burst of tries failed; tried again after the cooldown, or as soon as Azure answers
    /// anybody.
    RETRIES_EXCEEDED,
    /// A resource with the name it needs is not ours: nothing is written and nothing deleted.
    FOREIGN_RESOURCE;

    /// The text used in metrics, logs and documents: `terminal_error`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
