package dev.pairplane.storage.core.version;

/// How large a key's set may grow by a merge.
///
/// They are limits on growth, not on what is stored: when they are lowered, sets above them stay
/// readable, and shrink by writes whose clocks dominate what is stored.
///
/// @param siblings versions, 1 to [#HIGHEST_SIBLINGS]
/// @param encodedBytes bytes in the log, 1 to [#HIGHEST_ENCODED_BYTES]
/// @param clockEntries actors in the join of all clocks, 1 to [#HIGHEST_CLOCK_ENTRIES]
public record MergeLimits(int siblings, int encodedBytes, int clockEntries) {
    /// Versions that a stored set may ever have; bounds the pairwise checks of a decoder.
    public static final int HIGHEST_SIBLINGS = 256;

    /// Bytes that a stored set may ever have; with the longest key it fits a log record of 33 MiB.
    public static final int HIGHEST_ENCODED_BYTES = 32 * 1024 * 1024;

    /// Actors that a stored set's joined clock may ever have: what one request may carry.
    public static final int HIGHEST_CLOCK_ENTRIES = 1000;

    /// 64 versions, 30 MiB, 1,000 actors.
    public static final MergeLimits DEFAULT =
            new MergeLimits(64, 30 * 1024 * 1024, HIGHEST_CLOCK_ENTRIES);

    /// @throws IllegalArgumentException when a limit is out of its range
    public MergeLimits {
        require("siblings", siblings, HIGHEST_SIBLINGS);
        require("encoded bytes", encodedBytes, HIGHEST_ENCODED_BYTES);
        require("clock entries", clockEntries, HIGHEST_CLOCK_ENTRIES);
    }

    private static void require(String what, int limit, int highest) {
        if (limit < 1 || limit > highest) {
            throw new IllegalArgumentException(
                    "limit of " + what + " is " + limit + ", and must be 1 to " + highest);
        }
    }
}
