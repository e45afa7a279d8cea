package dev.pairplane.storage.inbound.grpc;

import java.util.Locale;

/// The methods that are served.
public enum Rpc {
    WRITE,
    READ,
    DELETE,
    REPAIR,
    GET_KEY_RANGE,
    STREAM_KEYS,
    DRAIN_NODE,
    CREATE_CHECKPOINT;

    /// The name in metrics and logs.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
