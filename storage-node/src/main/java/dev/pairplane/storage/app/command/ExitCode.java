package dev.pairplane.storage.app.command;

/// How a command ended, for scripts.
enum ExitCode {
    DONE(0),
    /// The node answered, and the answer is no.
    REFUSED(1),
    USAGE(2),
    UNREACHABLE(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
