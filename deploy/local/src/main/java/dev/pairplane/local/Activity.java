package dev.pairplane.local;

/// What one start of the launcher does.
interface Activity {

    /// Does it all, and leaves no child behind. Returns when it was done, or was stopped.
    void run() throws Failure, InterruptedException;

    /// Ends [#run] early, from another thread; no child is left when this returns.
    void stop() throws InterruptedException;

    /// The process' exit code after [#stop].
    int exitCodeWhenStopped();
}
