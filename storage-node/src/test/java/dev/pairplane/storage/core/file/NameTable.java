package dev.pairplane.storage.core.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The directory entries of a simulated disk: as seen, as durable, and the changes in between.
///
/// A change is atomic: a rename or move is there with both its ends or not at all. Changes that
/// share a name, and so all changes of one file, keep their order; others may become durable in any
/// order and any selection. Directories themselves are durable at once. Guarded by the disk's lock.
final class NameTable {
    private final Set<String> directories;
    private final SortedMap<Name, Inode> seen;
    private final SortedMap<Name, Inode> durable;
    private final List<Change> pending;

    NameTable() {
        this(new TreeSet<>(), new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
    }

    private NameTable(
            Set<String> directories,
            SortedMap<Name, Inode> seen,
            SortedMap<Name, Inode> durable,
            List<Change> pending) {
        this.directories = directories;
        this.seen = seen;
        this.durable = durable;
        this.pending = pending;
    }

    /// A file name in a directory, which is given by its path.
    record Name(String directory, String name) implements Comparable<Name> {
        private static final Comparator<Name> ORDER =
                Comparator.comparing(Name::directory).thenComparing(Name::name);

        @Override
        public int compareTo(Name other) {
            return ORDER.compare(this, other);
        }

        String path() {
            return child(directory, name);
        }
    }

    static String child(String directory, String name) {
        return directory.endsWith("/") ? directory + name : directory + "/" + name;
    }

    /// Puts a file under a name or, without a file, takes the name away.
    record Edit(Name name, @Nullable Inode file) {}

    /// An atomic, not yet durable change, with the directories whose sync it still waits for.
    private record Change(List<Edit> edits, Set<String> awaited, boolean lost) {

        /// Two changes of one file always share a name: the one under which the later found it.
        boolean orderedWith(Change other) {
            Set<Name> names = new HashSet<>();
            edits.forEach(edit -> names.add(edit.name));
            return other.edits.stream().anyMatch(edit -> names.contains(edit.name));
        }

        Change synced(String directory) {
            Set<String> rest = new HashSet<>(awaited);
            rest.remove(directory);
            return new Change(edits, rest, lost);
        }
    }

    boolean isDirectory(String path) {
        return directories.contains(path);
    }

    void addDirectory(String path) {
        directories.add(path);
    }

    @Nullable Inode file(Name name) {
        return seen.get(name);
    }

    List<String> names(String directory) {
        return seen.keySet().stream()
                .filter(name -> name.directory().equals(directory))
                .map(Name::name)
                .toList();
    }

    /// Every file that has a name, once each.
    Set<Inode> files() {
        return new HashSet<>(seen.values());
    }

    void change(List<Edit> edits) {
        Set<String> awaited = new HashSet<>();
        edits.forEach(edit -> awaited.add(edit.name().directory()));
        pending.add(new Change(edits, awaited, false));
        apply(edits, seen);
    }

    /// Makes the changes that waited for this directory alone durable, and what they build on.
    void sync(String directory) {
        pending.replaceAll(change -> change.lost() ? change : change.synced(directory));
        boolean[] done = new boolean[pending.size()];
        for (int i = pending.size() - 1; i >= 0; i--) {
            done[i] |= pending.get(i).awaited().isEmpty();
            for (int j = 0; done[i] && j < i; j++) {
                done[j] |= pending.get(j).orderedWith(pending.get(i));
            }
        }
        List<Change> rest = new ArrayList<>();
        for (int i = 0; i < done.length; i++) {
            if (done[i]) {
                apply(pending.get(i).edits(), durable);
            } else {
                rest.add(pending.get(i));
            }
        }
        pending.clear();
        pending.addAll(rest);
    }

    /// What a failed sync leaves: no later sync makes these changes durable.
    void loseUnsynced(String directory) {
        pending.replaceAll(change ->
                change.awaited().contains(directory)
                        ? new Change(change.edits(), change.awaited(), true)
                        : change);
    }

    /// The same names for copies of the files, unsynced changes included.
    NameTable fork(Map<Inode, Inode> copies) {
        List<Change> changes = new ArrayList<>();
        for (Change change : pending) {
            List<Edit> edits =
                    change.edits().stream()
                            .map(edit -> new Edit(edit.name(), copy(edit.file(), copies)))
                            .toList();
            changes.add(new Change(edits, change.awaited(), change.lost()));
        }
        return new NameTable(
                new TreeSet<>(directories), remap(seen, copies), remap(durable, copies), changes);
    }

    /// The names after a power loss: the durable ones, with a random selection of the rest.
    ///
    /// @param random what selects; without it nothing unsynced survives
    SortedMap<Name, Inode> survivors(@Nullable RandomGenerator random) {
        SortedMap<Name, Inode> names = new TreeMap<>(durable);
        if (random == null) {
            return names;
        }
        List<Change> dropped = new ArrayList<>();
        for (Change change : pending) {
            boolean keep = random.nextBoolean();
            if (keep && !change.lost() && dropped.stream().noneMatch(change::orderedWith)) {
                apply(change.edits(), names);
            } else {
                dropped.add(change);
            }
        }
        return names;
    }

    /// A table in which just these names exist, durably.
    NameTable settled(Map<Name, Inode> names) {
        return new NameTable(
                new TreeSet<>(directories),
                new TreeMap<>(names),
                new TreeMap<>(names),
                new ArrayList<>());
    }

    private static SortedMap<Name, Inode> remap(Map<Name, Inode> names, Map<Inode, Inode> copies) {
        SortedMap<Name, Inode> mapped = new TreeMap<>();
        names.forEach((name, file) -> mapped.put(name, copied(file, copies)));
        return mapped;
    }

    private static @Nullable Inode copy(@Nullable Inode file, Map<Inode, Inode> copies) {
        return file == null ? null : copied(file, copies);
    }

    private static Inode copied(Inode file, Map<Inode, Inode> copies) {
        return copies.computeIfAbsent(file, Inode::fork);
    }

    private static void apply(List<Edit> edits, Map<Name, Inode> names) {
        for (Edit edit : edits) {
            if (edit.file() == null) {
                names.remove(edit.name());
            } else {
                names.put(edit.name(), edit.file());
            }
        }
    }
}
