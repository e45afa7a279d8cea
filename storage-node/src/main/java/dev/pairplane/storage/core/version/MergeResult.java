package dev.pairplane.storage.core.version;

/// What a merge came to. Only [Stored] has anything for the log; after all others the set is what
/// it was.
public sealed interface MergeResult {

    /// The set changed.
    ///
    /// @param set the set with the version in it
    /// @param collision whether the version took the place of another one with an equal clock
    record Stored(VersionSet set, boolean collision) implements MergeResult {}

    /// A stored version's clock is after the version's. The write succeeds without effect.
    record Obsolete() implements MergeResult {}

    /// The same version is stored. The write succeeds without effect.
    record Identical() implements MergeResult {}

    /// A collision without effect: a stored version has an equal clock and other content, and is
    /// the greater. The write succeeds.
    record Outranked() implements MergeResult {}

    /// The set would have grown past a limit.
    ///
    /// @param limit which
    /// @param message for the caller, with both sizes
    record Refused(Limit limit, String message) implements MergeResult {}

    /// A limit of [MergeLimits].
    enum Limit {
        SIBLINGS,
        BYTES,
        CLOCK_ENTRIES
    }
}
