package dev.pairplane.storage.core.levels;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/// The arrangement in force, and those before it that somebody still holds. Safe for several
/// threads; changes are made one at a time.
public final class LevelSets implements AutoCloseable {
    private final OpenTables open;
    private final LongConsumer unused;
    private volatile LevelSet current = LevelSet.empty();

    /// @param unused takes the number of each table that was removed, once nobody holds an
    ///   arrangement that has it: its file may go. Called by whoever lets go last; must not block
    public LevelSets(OpenTables open, LongConsumer unused) {
        this.open = open;
        this.unused = unused;
    }

    /// A hold on an arrangement: its tables stay until it is closed. For one thread.
    public static final class Hold implements AutoCloseable {
        private final LevelSets owner;
        private final LevelSet set;

        private Hold(LevelSets owner, LevelSet set) {
            this.owner = owner;
            this.set = set;
        }

        /// The arrangement.
        public LevelSet set() {
            return set;
        }

        @Override
        public void close() {
            owner.letGo(set);
        }
    }

    /// The arrangement in force, for a look at what the manifest lists: without a hold, its tables
    /// may go. Never waits.
    public LevelSet now() {
        return current;
    }

    /// Takes hold of the arrangement in force.
    public Hold hold() {
        while (true) {
            LevelSet set = current;
            if (set.tryHold()) {
                return new Hold(this, set);
            }
        }
    }

    /// Puts tables in and takes others out, as one change. The manifest says so already.
    ///
    /// @param removed numbers of tables
    /// @param added a table that is both removed and added moves to another level
    /// @throws IllegalArgumentException when tables of a deeper level would overlap, or a table is
    ///   removed that is not there; nothing was changed
    public void change(Set<Long> removed, List<TableEntry> added) {
        LevelSet before;
        synchronized (this) {
            before = current;
            Map<Long, TableFile> files = new HashMap<>();
            for (int level = 0; level <= LevelSet.LAST; level++) {
                before.level(level)
                        .forEach(placed -> files.put(placed.entry().number(), placed.file()));
            }
            if (!files.keySet().containsAll(removed)) {
                throw new IllegalArgumentException(
                        "of the tables %s, some are not there".formatted(removed));
            }
            List<LevelSet.Placed> placed = new ArrayList<>();
            for (TableEntry entry : added) {
                TableFile file = files.get(entry.number());
                placed.add(
                        new LevelSet.Placed(
                                entry, file == null ? open.file(entry.number()) : file));
            }
            current = before.changed(removed, placed);
        }
        letGo(before);
    }

    private void letGo(LevelSet set) {
        for (TableFile file : set.letGo()) {
            try {
                open.forget(file);
            } catch (IOException e) {
                // The table is gone for everybody; that closing it failed changes nothing.
            }
            unused.accept(file.number());
        }
    }

    /// Numbers of the tables in force.
    public Set<Long> numbers() {
        return current.numbers();
    }

    /// Closes all tables that nobody uses; their files stay.
    @Override
    public void close() throws IOException {
        try (Hold hold = hold()) {
            for (int level = 0; level <= LevelSet.LAST; level++) {
                for (LevelSet.Placed placed : hold.set().level(level)) {
                    open.forget(placed.file());
                }
            }
        }
    }
}
