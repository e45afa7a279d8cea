package dev.pairplane.storage.core.memtable;

import dev.pairplane.storage.core.key.CompositeKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The memtable that takes writes, and before it those that wait until they are in tables.
///
/// Reads come from any thread and never wait. [#rotate] and [#flushed] are called by different
/// threads, each by one at a time.
public final class Memtables {
    private volatile View view;

    /// Counts the memtables that have gone; see [#epoch].
    private volatile long epoch;

    /// @param active takes writes
    public Memtables(Memtable active) {
        view = new View(active, List.of());
    }

    /// @param waiting the newest first
    private record View(Memtable active, List<Memtable> waiting) {}

    /// The memtable that takes writes.
    public Memtable active() {
        return view.active;
    }

    /// How many wait until they are in tables.
    public int waiting() {
        return view.waiting.size();
    }

    /// The one that has waited for longest.
    public @Nullable Memtable oldestWaiting() {
        List<Memtable> waiting = view.waiting;
        return waiting.isEmpty() ? null : waiting.getLast();
    }

    /// The one that has waited for the shortest time.
    public @Nullable Memtable newestWaiting() {
        List<Memtable> waiting = view.waiting;
        return waiting.isEmpty() ? null : waiting.getFirst();
    }

    /// The newest versions of a key that are in memory.
    ///
    /// @return nothing when they are in a table, or nowhere. Whoever then looks into the tables
    ///   takes hold of them after this call, or might miss what has just moved there
    public Memtable.@Nullable Entry find(CompositeKey key) {
        View now = view;
        Memtable.Entry entry = now.active.find(key);
        if (entry != null) {
            return entry;
        }
        for (Memtable memtable : now.waiting) {
            entry = memtable.find(key);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /// All of them, the newest first. Whoever then looks into the tables takes hold of them after
    /// this call, or might miss what has just moved there.
    public List<Memtable> newestFirst() {
        View now = view;
        List<Memtable> all = new ArrayList<>(now.waiting.size() + 1);
        all.add(now.active);
        all.addAll(now.waiting);
        return all;
    }

    /// A number that is another one once a memtable has gone: while it stays, a key that is in no
    /// memtable is in tables as it was.
    public long epoch() {
        return epoch;
    }

    /// Lets the active memtable wait, and begins a new one.
    public synchronized void rotate() {
        List<Memtable> waiting = new ArrayList<>(view.waiting);
        waiting.addFirst(view.active);
        view = new View(new Memtable(), List.copyOf(waiting));
    }

    /// Drops the memtable that has waited for longest: what it holds is in tables that readers see.
    @SuppressWarnings("NonAtomicVolatileUpdate") // Under the lock.
    public synchronized void flushed(Memtable memtable) {
        List<Memtable> waiting = new ArrayList<>(view.waiting);
        if (waiting.isEmpty() || waiting.removeLast() != memtable) {
            throw new IllegalStateException("memtables are flushed in their order");
        }
        // First: who finds the key gone must also find that something went.
        epoch++;
        view = new View(view.active, List.copyOf(waiting));
    }

    /// Live bytes in all of them.
    public long bytes() {
        View now = view;
        return now.active.bytes() + now.waiting.stream().mapToLong(Memtable::bytes).sum();
    }

    /// Keys in all of them; one that is in several counts as often.
    public int count() {
        View now = view;
        return now.active.count() + now.waiting.stream().mapToInt(Memtable::count).sum();
    }
}
