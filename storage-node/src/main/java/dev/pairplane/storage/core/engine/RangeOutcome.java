package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.range.RangePage;

/// What came of reading a range.
public sealed interface RangeOutcome {

    /// The page that was asked for.
    record Page(RangePage page) implements RangeOutcome {}

    /// Not answered.
    ///
    /// @param reason as for reads, or [Refusal#DEADLINE_EXCEEDED] when the caller gave up
    /// @param message for the caller
    record Refused(Refusal reason, String message) implements RangeOutcome {}
}
