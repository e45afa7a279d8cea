package dev.pairplane.observability.logging;

import java.util.Locale;

/// The fields that all services use.
public enum StandardKey implements LogKey {
    /// A component or step of the lifecycle.
    COMPONENT,
    /// Why, from a closed list.
    REASON,
    /// How long, in milliseconds.
    DURATION_MS,
    /// How many.
    COUNT,
    /// A path in the file system.
    FILE,
    /// A position in a file.
    OFFSET,
    /// The request this belongs to.
    REQUEST_ID,
    /// A section of the configuration.
    SECTION,
    /// An address that is listened on or called.
    ADDRESS,
    /// Version of the program.
    VERSION;

    @Override
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
