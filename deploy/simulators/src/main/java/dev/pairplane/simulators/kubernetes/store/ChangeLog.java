package dev.pairplane.simulators.kubernetes.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The latest changes. Guarded by the store's lock.
final class ChangeLog {

    private final Deque<Change> changes = new ArrayDeque<>();
    private final int capacity;

    /// What there was before the first change that is kept.
    private State base;

    ChangeLog(State base, int capacity) {
        this.base = base;
        this.capacity = capacity;
    }

    void add(Change change) {
        if (changes.size() >= capacity) {
            base = changes.removeFirst().after();
        }
        changes.addLast(change);
    }

    void restart(State state) {
        changes.clear();
        base = state;
    }

    Optional<State> stateAt(long version) {
        if (version < base.version()) {
            return Optional.empty();
        }
        State found = base;
        for (Iterator<Change> i = changes.descendingIterator(); i.hasNext(); ) {
            Change change = i.next();
            if (change.version() <= version) {
                found = change.after();
                break;
            }
        }
        return Optional.of(found);
    }

    State back(int count) {
        int left = count;
        for (Iterator<Change> i = changes.descendingIterator(); i.hasNext(); ) {
            Change change = i.next();
            if (left == 0) {
                return change.after();
            }
            left--;
        }
        return base;
    }

    /// The changes after that version, nothing when some of them are forgotten.
    Optional<Collection<Change>> after(long version) {
        if (version < base.version()) {
            return Optional.empty();
        }
        List<Change> result = new ArrayList<>();
        for (Iterator<Change> i = changes.descendingIterator(); i.hasNext(); ) {
            Change change = i.next();
            if (change.version() <= version) {
                break;
            }
            result.add(change);
        }
        return Optional.of(result.reversed());
    }
}
