package dev.pairplane.storage.bench.engine;

import java.util.Locale;

/// What a line is to reach.
///
/// @param kind what is compared
/// @param goal what is wanted
/// @param floor what is the least
record Goal(Kind kind, double goal, double floor) {
    static final Goal NONE = new Goal(Kind.NONE, 0, 0);

    /// What is compared, and with what.
    enum Kind {
        /// Nothing.
        NONE,
        /// Ours ÷ theirs is at least this.
        RATIO_AT_LEAST,
        /// Ours ÷ theirs is at most this.
        RATIO_AT_MOST,
        /// Ours is at most this.
        OURS_AT_MOST
    }

    static Goal atLeast(double goal, double floor) {
        return new Goal(Kind.RATIO_AT_LEAST, goal, floor);
    }

    static Goal atMost(double goal, double floor) {
        return new Goal(Kind.RATIO_AT_MOST, goal, floor);
    }

    static Goal oursAtMost(double goal, double floor) {
        return new Goal(Kind.OURS_AT_MOST, goal, floor);
    }

    /// The goal as a cell of a table.
    String goalText() {
        return text(goal);
    }

    /// The floor as a cell of a table.
    String floorText() {
        return text(floor);
    }

    private String text(double bound) {
        return switch (kind) {
            case NONE -> "";
            case RATIO_AT_LEAST -> String.format(Locale.ROOT, "≥ %.2f", bound);
            case RATIO_AT_MOST -> String.format(Locale.ROOT, "≤ %.2f", bound);
            case OURS_AT_MOST -> String.format(Locale.ROOT, "≤ %.0f s", bound);
        };
    }

    /// Which of the two was reached, as a cell of a table.
    ///
    /// @param ours [Double#NaN] when it was not measured
    /// @param ratio likewise
    String reached(double ours, double ratio) {
        if (kind == Kind.NONE) {
            return "";
        }
        double measured = kind == Kind.OURS_AT_MOST ? ours : ratio;
        if (Double.isNaN(measured)) {
            return "not measured";
        }
        if (holds(measured, goal)) {
            return "goal";
        }
        return holds(measured, floor) ? "floor" : "**no**";
    }

    private boolean holds(double measured, double bound) {
        return switch (kind) {
            case NONE -> true;
            case RATIO_AT_LEAST -> measured >= bound;
            case RATIO_AT_MOST, OURS_AT_MOST -> measured <= bound;
        };
    }
}
