package dev.pairplane.simulators.kubernetes.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// The current state, its log and its watches. Any thread; writers take turns.
public final class Store {

    private final ReentrantLock lock = new ReentrantLock();
    private final int logCapacity;
    private final ChangeLog log;
    private final Map<ResourceType, Set<Watch>> watches = new EnumMap<>(ResourceType.class);
    private volatile State state;

    /// An empty store.
    ///
    /// @param version the version to begin at
    /// @param logCapacity how many changes can be watched from and listed at, later on
    public Store(long version, int logCapacity) {
        this.logCapacity = logCapacity;
        this.state = State.empty(version);
        this.log = new ChangeLog(state, logCapacity);
        ResourceType.all().forEach(type -> watches.put(type, new LinkedHashSet<>()));
    }

    /// What a writer may do while it holds the lock.
    public final class Writer {

        private Writer() {}

        public State state() {
            return state;
        }

        /// Makes the next version of everything, with that object in it.
        ///
        /// @param tree without kind and apiVersion; gets the version, and is not kept
        public Stored put(ResourceType type, ObjectNode tree) {
            long version = state.version() + 1;
            Json.metadata(tree).put("resourceVersion", Long.toString(version));
            Stored now = Stored.of(type, tree);
            Optional<Stored> old = state.get(type, now.namespace(), now.name());
            commit(
                    old.isPresent() ? Change.Kind.MODIFIED : Change.Kind.ADDED,
                    version,
                    old,
                    now,
                    state.with(version, type, old.orElse(null), now));
            return now;
        }

        /// Makes the next version of everything, without that object.
        ///
        /// @return what it was, at the version of its removal
        public Stored remove(Stored existing) {
            long version = state.version() + 1;
            Stored last = existing.at(version);
            commit(
                    Change.Kind.DELETED,
                    version,
                    Optional.of(existing),
                    last,
                    state.with(version, existing.type(), existing, null));
            return last;
        }

        /// Takes over an object of a snapshot, with its version and without an event.
        public void restore(ResourceType type, ObjectNode tree) {
            Stored object = Stored.of(type, tree);
            state = state.with(state.version(), type, null, object);
            log.restart(state);
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // only with the lock held
        private void commit(
                Change.Kind kind, long version, Optional<Stored> old, Stored now, State after) {
            Change change = new Change(version, kind, old, now, after);
            state = after;
            log.add(change);
            for (Watch watch : watchesOf(now.type())) {
                watch.offer(change);
            }
        }
    }

    private Set<Watch> watchesOf(ResourceType type) {
        return watches.getOrDefault(type, Set.of());
    }

    /// Does the work while nobody else writes.
    public <T> T locked(Function<Writer, T> work) {
        lock.lock();
        try {
            return work.apply(new Writer());
        } finally {
            lock.unlock();
        }
    }

    public State state() {
        return state;
    }

    /// Everything as it was at that version.
    ///
    /// @throws ApiException 410 when it is no longer known, 504 when it lies in the future
    public State at(long version) {
        lock.lock();
        try {
            if (version > state.version()) {
                throw ApiException.versionTooLarge(version, state.version());
            }
            return log.stateAt(version)
                    .orElseThrow(() ->
                            ApiException.expired(
                                    "The resourceVersion for the provided list is too" + " old."));
        } finally {
            lock.unlock();
        }
    }

    /// The state that many changes ago, or the oldest that is known.
    public State back(int changes) {
        lock.lock();
        try {
            return log.back(changes);
        } finally {
            lock.unlock();
        }
    }

    /// Forgets all changes so far: whoever asks for one is told that it is gone.
    public void compact() {
        lock.lock();
        try {
            log.restart(state);
        } finally {
            lock.unlock();
        }
    }

    /// Watches from that version on, which may be yet to come.
    ///
    /// @throws ApiException 410 when changes since then are forgotten
    public Watch watch(ResourceType type, Selection selection, long version) {
        lock.lock();
        try {
            Watch watch = new Watch(this, type, selection, version, logCapacity);
            Collection<Change> missed =
                    log.after(version)
                            .orElseThrow(() ->
                                    ApiException.expired(
                                            "too old resource version: "
                                                    + version
                                                    + " ("
                                                    + state.version()
                                                    + ")"));
            for (Change change : missed) {
                if (change.object().type() == type) {
                    change.seenBy(selection).ifPresent(watch::replay);
                }
            }
            watchesOf(type).add(watch);
            return watch;
        } finally {
            lock.unlock();
        }
    }

    /// Watches from now on, and begins with all that is there as if it were new.
    ///
    /// @return the watch, and the version of what it begins with
    public Start watchAll(ResourceType type, Selection selection) {
        lock.lock();
        try {
            Watch watch = new Watch(this, type, selection, state.version(), logCapacity);
            List<Stored> there = state.list(type, selection);
            for (Stored object : there) {
                watch.replay(new WatchEvent(WatchEvent.Kind.ADDED, object, object.version()));
            }
            watchesOf(type).add(watch);
            return new Start(watch, there.size(), state.version());
        } finally {
            lock.unlock();
        }
    }

    /// A watch that begins with what is there.
    ///
    /// @param count how many of the watch's first events are the state it began with
    public record Start(Watch watch, int count, long version) {}

    void forget(Watch watch) {
        lock.lock();
        try {
            watchesOf(watch.type()).remove(watch);
        } finally {
            lock.unlock();
        }
    }

    /// The watches that are open.
    public List<Watch> watches() {
        lock.lock();
        try {
            List<Watch> all = new ArrayList<>();
            watches.values().forEach(all::addAll);
            all.removeIf(Watch::ended);
            return all;
        } finally {
            lock.unlock();
        }
    }
}
