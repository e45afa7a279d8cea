package dev.pairplane.publishing.core.queue;

/// A wake-up that can be set, set anew and cleared; in at most one [AlarmHeap].
final class Alarm {
    /// Where it stands in the heap; -1 for nowhere. The heap's alone.
    int index = -1;

    /// When it rings. The heap's alone.
    long at;

    private final Runnable task;

    Alarm(Runnable task) {
        this.task = task;
    }

    void ring() {
        task.run();
    }
}
