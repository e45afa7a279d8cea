package dev.pairplane.storage.app.command;

import java.io.PrintStream;

/// Tells people how far long work is: a line for each tenth, none for what is over at once.
final class Progress {
    private static final long WORTH_TELLING = 64 << 20;
    private static final int STEP = 10;
    private static final long MIB = 1 << 20;

    private final PrintStream err;
    private final String done;
    private long told;

    /// @param done what has been done with the bytes
    Progress(PrintStream err, String done) {
        this.err = err;
        this.done = done;
    }

    /// @param bytes so far
    /// @param of in all
    void at(long bytes, long of) {
        if (of < WORTH_TELLING) {
            return;
        }
        long percent = bytes * 100 / of / STEP * STEP;
        if (percent > told) {
            told = percent;
            err.printf("%s %d of %d MiB (%d %%)%n", done, bytes / MIB, of / MIB, percent);
        }
    }
}
