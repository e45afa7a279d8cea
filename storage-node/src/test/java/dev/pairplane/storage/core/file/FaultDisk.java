package dev.pairplane.storage.core.file;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A disk in memory that can lose power, fail and fill up, always in the same way.
///
/// It keeps what was written apart from what was synced: file bytes by 4-KiB page, the size of each
/// file, each change of names. [#crash] shows what a machine would find after a power loss at this
/// moment; the disk itself goes on undisturbed. Stricter than most file systems: a synced file
/// whose name was not synced is gone, and `sync(false)` does not carry a grown size.
///
/// One lock guards everything, so several threads may use a disk; with one thread every run is the
/// same. Pages are shared between a disk and its copies, and a page of zeros costs nothing.
public final class FaultDisk {
    private static final long UNLIMITED = 1L << 40;

    private final ReentrantLock lock = new ReentrantLock();
    private final FaultRules faults = new FaultRules();
    private final Map<Inode, Object> locked = new HashMap<>();
    private final NameTable names;
    private @Nullable StepListener listener;
    private boolean announcing;
    private long steps;
    private long calls;
    private long capacity = UNLIMITED;

    /// An empty disk of 1 TiB without faults.
    public FaultDisk() {
        this(new NameTable());
        names.addDirectory("/");
    }

    private FaultDisk(NameTable names) {
        this.names = names;
    }

    /// The directory in which everything is.
    public Directory root() {
        return new FaultDirectory(this, "/");
    }

    /// The rules by which calls on this disk fail.
    public FaultRules faults() {
        return faults;
    }

    /// Announces every later call that may change this disk, to one listener at a time.
    public void listen(StepListener next) {
        run(() -> {
            listener = next;
            return next;
        });
    }

    /// How many calls that may change this disk were made so far, failed ones included.
    public long calls() {
        return run(() -> calls);
    }

    /// Limits the sum of all file sizes, each rounded up to 4 KiB; a deleted file frees its room at
    /// once.
    public void limit(long bytes) {
        run(() -> capacity = bytes);
    }

    /// An identical disk, unsynced state included, on which nothing is open or locked. It has the
    /// same limit but no listener and no fault rules.
    public FaultDisk fork() {
        return run(() -> {
            FaultDisk copy = new FaultDisk(names.fork(new HashMap<>()));
            copy.capacity = capacity;
            return copy;
        });
    }

    /// What is left when the machine or the process stops at this moment, as a disk of its own: see
    /// [#fork] for what it does not take along.
    public FaultDisk crash(CrashPolicy policy) {
        return switch (policy) {
            case CrashPolicy.KeepAll _ -> fork();
            case CrashPolicy.DropAll _ -> run(() -> powerLoss(null));
            case CrashPolicy.Random(long seed) -> run(() -> powerLoss(new SplittableRandom(seed)));
        };
    }

    private FaultDisk powerLoss(@Nullable RandomGenerator random) {
        Map<NameTable.Name, Inode> files = new HashMap<>();
        names.survivors(random)
                .forEach((name, file) ->
                        files.put(
                                name, random == null ? file.durableOnly() : file.survivor(random)));
        FaultDisk image = new FaultDisk(names.settled(files));
        image.capacity = capacity;
        return image;
    }

    /// Flips one bit of a stored file, in the page cache and on the platter, unnoticed.
    ///
    /// @param path from `/` on, like `/sstables/x.sst`
    /// @param bit 0 to 7
    public void flipBit(String path, long offset, int bit) throws IOException {
        call(() -> {
            Inode file = named(path);
            if (offset < 0 || offset >= file.size()) {
                throw new IllegalArgumentException(
                        "%s has %d bytes, there is none at %d"
                                .formatted(path, file.size(), offset));
            }
            file.flip(offset, bit);
            return file;
        });
    }

    private Inode named(String path) throws NoSuchFileException {
        int slash = path.lastIndexOf('/');
        String directory = slash <= 0 ? "/" : path.substring(0, slash);
        Inode file = names.file(new NameTable.Name(directory, path.substring(slash + 1)));
        if (file == null) {
            throw new NoSuchFileException(path);
        }
        return file;
    }

    NameTable names() {
        return names;
    }

    long usableBytes() {
        return run(this::room);
    }

    long totalBytes() {
        return capacity;
    }

    /// How far a file may grow by the limit, at most to `end`.
    long reachable(Inode file, long end) {
        int pages = PageTable.count(end) - PageTable.count(file.size());
        if (capacity == UNLIMITED || pages <= 0) {
            return end;
        }
        long more = room() / PageTable.PAGE;
        return pages <= more ? end : (more + PageTable.count(file.size())) * PageTable.PAGE;
    }

    private long room() {
        long used = 0;
        for (Inode file : names.files()) {
            used += (long) PageTable.count(file.size()) * PageTable.PAGE;
        }
        return Math.max(0, capacity - used);
    }

    /// Takes the lock of a file.
    ///
    /// @return false when somebody has it
    boolean acquire(Inode file, Object holder) {
        return locked.putIfAbsent(file, holder) == null;
    }

    boolean isLocked(Inode file) {
        return locked.containsKey(file);
    }

    void release(Inode file, Object holder) {
        run(() -> locked.remove(file, holder));
    }

    /// Carries out a call that changes nothing.
    <T> T inspect(DiskOperation operation, String path, Call<T> call) throws IOException {
        return call(() -> {
            FaultRules.Fault fault = faults.next(operation, path);
            if (fault != null) {
                throw FaultRules.exception(fault, path);
            }
            return call.run();
        });
    }

    /// Carries out a call that may change something, between its two announcements.
    <T> T mutate(DiskOperation operation, String path, String detail, Change<T> change)
            throws IOException {
        return call(() -> {
            announce(operation, path, detail, false);
            calls++;
            try {
                return change.run(faults.next(operation, path));
            } finally {
                announce(operation, path, detail, true);
            }
        });
    }

    private void announce(DiskOperation operation, String path, String detail, boolean done) {
        StepListener current = listener;
        if (current == null || announcing) {
            return;
        }
        announcing = true;
        try {
            current.step(new StepListener.Step(++steps, done, operation, path, detail));
        } finally {
            announcing = false;
        }
    }

    private <T> T call(Call<T> call) throws IOException {
        lock.lock();
        try {
            return call.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T run(java.util.function.Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /// Something done under the lock.
    interface Call<T> {
        T run() throws IOException;
    }

    /// A change that either happens or fails the way the fault says.
    interface Change<T> {
        T run(FaultRules.@Nullable Fault fault) throws IOException;
    }
}
