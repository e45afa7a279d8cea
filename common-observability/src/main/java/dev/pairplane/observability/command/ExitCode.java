package dev.pairplane.observability.command;

/// How a service's process ends.
public final class ExitCode {
    /// Stopped in order, also after a signal.
    public static final int OK = 0;

    /// Could not start.
    public static final int START_FAILED = 1;

    /// Stopped, but not all of it in order; the log says what was left undone.
    public static final int STOP_INCOMPLETE = 1;

    /// The command line is wrong.
    public static final int USAGE = 2;

    /// The configuration is wrong; every problem was printed (the number is BSD's for this).
    public static final int CONFIGURATION = 78;

    /// Stopping took longer than allowed; the process was halted.
    public static final int STOP_TIMEOUT = 124;

    /// A second signal came while stopping; the process was halted.
    public static final int FORCED = 125;

    private ExitCode() {}
}
