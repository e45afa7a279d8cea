package dev.pairplane.storage.telemetry;

import dev.pairplane.observability.logging.LogKey;
import java.util.Locale;

/// The node's own log fields.
enum StorageKey implements LogKey {
    OPERATION,
    /// First 8 bytes of the SHA-256 of the composite key, in hex: keys themselves are not logged.
    KEY_HASH,
    RECORDS,
    BYTES,
    TORN_BYTES,
    SKIPPED,
    CLEAN,
    REWRITTEN,
    CAUSE,
    LEVEL,
    PATH,
    TABLES,
    USED_PERCENT;

    @Override
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
