package dev.pairplane.difftracker.inbound.kubernetes;

import java.time.Duration;

/// Who is told when watches fail. Called on the watches' threads; must not block.
public interface WatchListener {

    /// Everything of a kind was listed.
    ///
    /// @param objects how many there are
    /// @param vanished how many of those known before are not there any more
    void listed(String kind, int objects, int vanished);

    /// A list or a watch failed, and is tried again.
    ///
    /// @param failures how many in a row, 1 for the first
    void failed(String kind, int failures, String error);

    /// A watch that failed goes on.
    ///
    /// @param after how long it had failed
    void recovered(String kind, Duration after);
}
