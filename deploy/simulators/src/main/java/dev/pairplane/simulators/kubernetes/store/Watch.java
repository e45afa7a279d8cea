package dev.pairplane.simulators.kubernetes.store;

import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A queue of the events that somebody asked for. The store fills it under its lock; one thread
/// empties it.
public final class Watch implements AutoCloseable {

    private final Store store;
    private final ResourceType type;
    private final Selection selection;
    private final long after;
    private final int limit;
    private final BlockingQueue<Optional<WatchEvent>> queue = new LinkedBlockingQueue<>();
    private volatile boolean ended;

    /// @param after the version that the reader knows already, which may lie in the future
    Watch(Store store, ResourceType type, Selection selection, long after, int limit) {
        this.store = store;
        this.type = type;
        this.selection = selection;
        this.after = after;
        this.limit = limit;
    }

    public ResourceType type() {
        return type;
    }

    /// Called with the store's lock held.
    void offer(Change change) {
        if (!ended && change.version() > after) {
            change.seenBy(selection).ifPresent(this::offer);
        }
    }

    /// The events that exist already do not count against the limit.
    void replay(WatchEvent event) {
        queue.add(Optional.of(event));
    }

    private void offer(WatchEvent event) {
        if (queue.size() >= limit) {
            end();
        } else {
            queue.add(Optional.of(event));
        }
    }

    /// Lets the reader see the end once it has read what is queued.
    public void end() {
        ended = true;
        queue.add(Optional.empty());
    }

    /// Whether the store ended it; what is queued may still be read.
    public boolean ended() {
        return ended;
    }

    /// The next event.
    ///
    /// @return nothing when the time is over or the watch has ended
    public Optional<WatchEvent> next(Duration patience) throws InterruptedException {
        Optional<WatchEvent> event = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        return event == null ? Optional.empty() : event;
    }

    /// A version up to which the reader has seen everything.
    ///
    /// @return nothing while there is something to read, or nothing that is new to the reader
    public Optional<Long> caughtUp() {
        return store.locked(writer ->
                queue.isEmpty() && !ended && writer.state().version() >= after
                        ? Optional.of(writer.state().version())
                        : Optional.empty());
    }

    @Override
    public void close() {
        ended = true;
        store.forget(this);
    }
}
