package dev.pairplane.storage.core.framing;

/// Where and how the readable part of a framed file ends.
///
/// @param kind how
/// @param offset the end of the last good record
/// @param lastSeq the last sequence number read, or what the caller passed in when none was
/// @param dropped bytes after `offset` that are not zero-filled room, 0 when there are none
/// @param detail what is wrong at `offset`, for people; empty when nothing is
public record ScanEnd(Kind kind, long offset, long lastSeq, long dropped, String detail) {

    /// How a scan ended.
    public enum Kind {
        /// Zeros, or nothing, to the end of the file.
        OPEN,
        /// A seal: the file was completed.
        SEALED,
        /// A seal of an orderly shutdown.
        SEALED_CLEAN,
        /// A record that was never made durable as a whole: a torn write.
        TORN,
        /// A bad record that a later fence vouches for: damage.
        CORRUPT
    }
}
