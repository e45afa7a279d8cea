package dev.pairplane.publishing.outbound.postgres;

import java.util.UUID;

/// Under which identity this replica belongs to the others; shared by all that write for it.
public final class Identity {

    private static final UUID NOBODY = new UUID(0, 0);

    private volatile UUID id = NOBODY;

    /// None yet.
    public Identity() {}

    /// The identity; one that is no replica's before the first join and after leaving.
    UUID id() {
        return id;
    }

    void become(UUID next) {
        id = next;
    }

    void none() {
        id = NOBODY;
    }
}
