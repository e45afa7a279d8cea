package dev.pairplane.storage.core.framing;

import java.io.IOException;

/// A sync failed, or a failed write could not be undone: what the file holds is unknown, and
/// nothing more may be written to it by this process.
public final class PoisonedException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param file the file's name
    /// @param cause what failed
    public PoisonedException(String file, Throwable cause) {
        super(file + " can no longer be trusted: " + cause.getMessage(), cause);
    }
}
