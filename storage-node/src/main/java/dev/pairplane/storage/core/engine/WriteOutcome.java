package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.version.VectorClock;

/// How a mutation ended.
public sealed interface WriteOutcome {

    /// Durable under the sync mode, and visible to every later read.
    ///
    /// @param clock the join of all clocks now stored for the key
    /// @param effect what it did to the stored versions
    record Accepted(VectorClock clock, Effect effect) implements WriteOutcome {}

    /// Not taken.
    ///
    /// @param reason from the closed list
    /// @param message for the caller: what is wrong, and what would be right
    record Refused(Refusal reason, String message) implements WriteOutcome {}

    /// What an accepted mutation did.
    enum Effect {
        /// A version was added, and those before it removed.
        STORED,
        /// The same clock was there with other content; the greater of the two was kept.
        COLLISION,
        /// A stored version dominates it; nothing changed.
        OBSOLETE,
        /// The same version was there; nothing changed.
        IDENTICAL
    }
}
