package dev.pairplane.observability.health;

import java.util.Locale;

/// All checks in one word.
public enum Overall {
    HEALTHY,
    DEGRADED,
    UNHEALTHY;

    /// The word of the health answers.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
