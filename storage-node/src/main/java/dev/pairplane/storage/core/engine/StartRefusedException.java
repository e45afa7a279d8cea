package dev.pairplane.storage.core.engine;

/// The store cannot be opened as it is; the message says what is wrong and what would be right.
public final class StartRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param message for the operator
    /// @param cause what led to it
    public StartRefusedException(String message, Throwable cause) {
        super(message, cause);
    }

    /// @param message for the operator
    public StartRefusedException(String message) {
        super(message);
    }
}
