package dev.pairplane.publishing.core.queue;

/// Where a job is.
enum Place {
    /// Nowhere, between two other places.
    NONE,
    /// Behind an earlier job of its chain.
    ORDERING,
    /// In backoff.
    DELAYED,
    /// In its lane's queue.
    READY,
    /// Being marked before an attempt; holds a worker.
    STARTING,
    /// On the wire; holds a worker.
    FLYING,
    /// Delivered, given up or given away.
    ENDED;

    /// Whether the job waits.
    boolean waiting() {
        return this == ORDERING || this == DELAYED || this == READY;
    }
}
