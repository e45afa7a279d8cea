package dev.pairplane.storage.core.version;

/// Bytes that are no encoded version set, or one that this program must not interpret.
///
/// Checked, because whoever decodes has to say which file and offset it was.
public final class MalformedVersionSetException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param offset from the start of the set's bytes
    /// @param fault what is wrong there
    MalformedVersionSetException(int offset, String fault) {
        super("at byte " + offset + " of the version set: " + fault);
    }
}
