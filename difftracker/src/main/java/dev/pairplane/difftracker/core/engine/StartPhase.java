package dev.pairplane.difftracker.core.engine;

/// How far the start has come.
public enum StartPhase {
    /// The watches have not delivered everything yet.
    WAITING_FOR_CLUSTER,
    /// Azure is being read; repeated until it answers.
    READING_AZURE,
    /// More services would be removed than a mistake should be able to. Nothing is removed.
    HELD_BY_BRAKE,
    /// The start must not go on: something is wrong that only people can mend.
    REFUSED,
    /// At work.
    RUNNING,
    /// Takes nothing more, and waits for what is under way.
    STOPPING
}
