package dev.pairplane.storage.core.levels;

import dev.pairplane.storage.core.sstable.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One arrangement of tables. Immutable, but for the count of those who hold it.
public final class LevelSet {
    /// The number of the deepest level.
    public static final int LAST = 4;

    private static final Comparator<Placed> NEWEST_FIRST =
            Comparator.comparingLong((Placed placed) -> placed.entry.largestSeq())
                    .thenComparingLong(placed -> placed.entry.number())
                    .reversed();
    private static final Comparator<Placed> BY_KEY =
            (one, other) -> Arrays.compareUnsigned(one.entry.smallest(), other.entry.smallest());

    private final List<List<Placed>> levels;

    /// Those who hold it, the holder of the current arrangement included; 0 for ever once it was.
    private final AtomicInteger holders = new AtomicInteger(1);

    /// A table in its place.
    ///
    /// @param entry what the manifest says of it
    /// @param file its file, one object in all arrangements
    public record Placed(TableEntry entry, TableFile file) {

        private boolean within(byte[] from, byte[] to) {
            return Arrays.compareUnsigned(entry.largest(), from) >= 0
                    && Arrays.compareUnsigned(entry.smallest(), to) < 0;
        }
    }

    private LevelSet(List<List<Placed>> levels) {
        this.levels = levels;
        levels.forEach(level -> level.forEach(placed -> placed.file.hold()));
    }

    /// The arrangement of no tables.
    static LevelSet empty() {
        return arranged(List.of());
    }

    /// The arrangement of these tables.
    ///
    /// @throws IllegalArgumentException when tables of a deeper level overlap
    static LevelSet arranged(List<Placed> tables) {
        List<List<Placed>> levels = new ArrayList<>();
        for (int i = 0; i <= LAST; i++) {
            int level = i;
            levels.add(
                    tables.stream()
                            .filter(placed -> placed.entry.level() == level)
                            .sorted(level == 0 ? NEWEST_FIRST : BY_KEY)
                            .toList());
            if (level > 0) {
                requireDisjoint(levels.get(level));
            }
        }
        return new LevelSet(List.copyOf(levels));
    }

    private static void requireDisjoint(List<Placed> level) {
        for (int i = 1; i < level.size(); i++) {
            TableEntry before = level.get(i - 1).entry;
            TableEntry after = level.get(i).entry;
            if (Arrays.compareUnsigned(before.largest(), after.smallest()) >= 0) {
                throw new IllegalArgumentException(before + " and " + after + " overlap");
            }
        }
    }

    /// This arrangement with some tables less and some more.
    LevelSet changed(Set<Long> removed, List<Placed> added) {
        List<Placed> tables = new ArrayList<>(added);
        for (List<Placed> level : levels) {
            for (Placed placed : level) {
                if (!removed.contains(placed.entry.number())) {
                    tables.add(placed);
                }
            }
        }
        return arranged(tables);
    }

    /// Whether no level has a table.
    public boolean isEmpty() {
        return levels.stream().allMatch(List::isEmpty);
    }

    /// The tables of a level: the newest first on level 0, by key on the others.
    public List<Placed> level(int level) {
        return levels.get(level);
    }

    /// What the manifest lists of a level's tables, in the same order.
    public List<TableEntry> entries(int level) {
        return levels.get(level).stream().map(Placed::entry).toList();
    }

    /// Numbers of its tables.
    public Set<Long> numbers() {
        return levels.stream()
                .flatMap(List::stream)
                .map(placed -> placed.entry.number())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The newest versions of a key up to a sequence number, in any table.
    ///
    /// @param hash see [Table#hash]
    /// @param maxSeq [Long#MAX_VALUE] for whatever is there
    /// @return nothing when no table has the key
    /// @throws dev.pairplane.storage.core.framing.CorruptFileException when the answer rests on
    ///   damaged data; an older version never takes its place
    public Table.@Nullable Found get(byte[] key, long hash, long maxSeq) throws IOException {
        for (Placed placed : levels.getFirst()) {
            if (placed.entry.smallestSeq() <= maxSeq && placed.entry.overlaps(key, key)) {
                Table.Found found = get(placed.file, key, hash, maxSeq);
                if (found != null) {
                    return found;
                }
            }
        }
        for (int level = 1; level <= LAST; level++) {
            Placed placed = holder(levels.get(level), key);
            if (placed != null) {
                Table.Found found = get(placed.file, key, hash, maxSeq);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static Table.@Nullable Found get(TableFile file, byte[] key, long hash, long maxSeq)
            throws IOException {
        Table table = file.acquire();
        try {
            return table.get(key, hash, maxSeq);
        } finally {
            file.release();
        }
    }

    /// The one table of a deeper level that may hold the key.
    private static @Nullable Placed holder(List<Placed> level, byte[] key) {
        int at = firstNotBelow(level, key);
        if (at == level.size()) {
            return null;
        }
        Placed placed = level.get(at);
        return Arrays.compareUnsigned(placed.entry.smallest(), key) <= 0 ? placed : null;
    }

    /// The index of the first table whose last key is not below this one.
    static int firstNotBelow(List<Placed> level, byte[] key) {
        int low = 0;
        int high = level.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(level.get(middle).entry.largest(), key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Walks through all tables, for a [dev.pairplane.storage.core.sstable.MergingCursor]. Whoever
    /// walks holds this arrangement meanwhile, and closes the walks.
    ///
    /// @param cached whether blocks come through the cache
    public List<LevelCursor> cursors(boolean cached) {
        List<LevelCursor> cursors = new ArrayList<>();
        for (Placed placed : levels.getFirst()) {
            cursors.add(new LevelCursor(List.of(placed), cached));
        }
        for (int level = 1; level <= LAST; level++) {
            if (!levels.get(level).isEmpty()) {
                cursors.add(new LevelCursor(levels.get(level), cached));
            }
        }
        return cursors;
    }

    /// The same for a part of the keys: tables that have none of them are left out.
    ///
    /// @param from the first key of the part
    /// @param to the first key above it
    public List<LevelCursor> cursors(byte[] from, byte[] to, boolean cached) {
        List<LevelCursor> cursors = new ArrayList<>();
        for (Placed placed : levels.getFirst()) {
            if (placed.within(from, to)) {
                cursors.add(new LevelCursor(List.of(placed), cached));
            }
        }
        for (int level = 1; level <= LAST; level++) {
            List<Placed> part =
                    levels.get(level).stream().filter(placed -> placed.within(from, to)).toList();
            if (!part.isEmpty()) {
                cursors.add(new LevelCursor(part, cached));
            }
        }
        return cursors;
    }

    /// Whether any table below a level may hold the key, by key range and filter; `true` when a
    /// filter cannot be read.
    public boolean mayHoldBelow(int level, byte[] key, int length) {
        byte[] exact = Arrays.copyOf(key, length);
        for (int deeper = level + 1; deeper <= LAST; deeper++) {
            Placed placed = holder(levels.get(deeper), exact);
            if (placed != null && mayHold(placed.file, exact)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayHold(TableFile file, byte[] key) {
        try {
            Table table = file.acquire();
            try {
                return table.mayContain(key, Table.hash(key));
            } finally {
                file.release();
            }
        } catch (IOException e) {
            return true;
        }
    }

    /// Takes hold of it.
    ///
    /// @return whether it was still held by anybody
    boolean tryHold() {
        int now = holders.get();
        while (now > 0) {
            if (holders.compareAndSet(now, now + 1)) {
                return true;
            }
            now = holders.get();
        }
        return false;
    }

    /// Ends a hold.
    ///
    /// @return files that no arrangement has any more
    List<TableFile> letGo() {
        if (holders.decrementAndGet() > 0) {
            return List.of();
        }
        List<TableFile> unused = new ArrayList<>();
        for (List<Placed> level : levels) {
            for (Placed placed : level) {
                if (placed.file.letGo()) {
                    unused.add(placed.file);
                }
            }
        }
        return unused;
    }
}
