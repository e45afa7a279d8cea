package dev.pairplane.publishing.outbound.targetfile;

/// Is told of readings, one at a time, on the thread that reads; must not throw.
@FunctionalInterface
public interface TargetFileListener {

    /// Nobody listens.
    TargetFileListener NONE = (_, _) -> {};

    /// Something was read, or could not be.
    ///
    /// @param current what is in force after it
    void on(TargetFileEvent event, TargetSnapshot current);
}
