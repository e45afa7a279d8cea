package dev.pairplane.storage.core.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The file system has no room left, or this process's quota is used up.
///
/// The one I/O failure that passes by itself: after it a file may hold any part of what was being
/// written, and the same call succeeds once there is room again. Both implementations of the port
/// throw it wherever the system answers ENOSPC or EDQUOT.
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param file the file or directory that could not grow, as a person finds it
    /// @param cause what the system reported
    public DiskFullException(String file, @Nullable Throwable cause) {
        super(file + ": No space left on device", cause);
    }
}
