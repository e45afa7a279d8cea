package dev.pairplane.storage.core.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which calls on a simulated disk fail, and how.
///
/// Each rule counts the calls it matches from the moment it was added; the first rule that fires
/// decides. Safe for use by several threads. Rules are not copied to crash images and forks.
public final class FaultRules {
    private final List<Armed> rules = new ArrayList<>();

    /// What a failing call does.
    ///
    /// A failing sync, of either kind, marks everything it should have made durable as clean and
    /// lost; every other failing call but [ShortWrite] changes nothing.
    public sealed interface Fault {

        /// The device reports an error.
        Fault IO_ERROR = new IoError();

        /// The device has no room.
        Fault DISK_FULL = new DiskFull();

        /// The first `bytes` bytes of a write arrive in the page cache, then the disk is full.
        static Fault shortWrite(int bytes) {
            return new ShortWrite(bytes);
        }

        /// See [#IO_ERROR].
        record IoError() implements Fault {}

        /// See [#DISK_FULL].
        record DiskFull() implements Fault {}

        /// See [#shortWrite].
        record ShortWrite(int bytes) implements Fault {}
    }

    /// Which calls a rule is about; built up from [#nth].
    public record Calls(
            long number, boolean onwards, Set<DiskOperation> kinds, Predicate<String> paths) {

        /// The n-th call that changes something, counted from 1.
        public static Calls nth(long number) {
            Set<DiskOperation> mutating = EnumSet.allOf(DiskOperation.class);
            mutating.removeIf(kind -> !kind.mutating());
            return new Calls(number, false, mutating, path -> true);
        }

        /// Every call that changes something.
        public static Calls all() {
            return nth(1).andLater();
        }

        /// Counts only calls of these kinds.
        public Calls of(DiskOperation first, DiskOperation... others) {
            return new Calls(number, onwards, EnumSet.of(first, others), paths);
        }

        /// Counts only calls on paths (`/commitlog/wal-1.log`) that contain this text.
        public Calls on(String text) {
            return new Calls(number, onwards, kinds, path -> path.contains(text));
        }

        /// All calls from that one on, rather than that one alone.
        public Calls andLater() {
            return new Calls(number, true, kinds, paths);
        }
    }

    /// Lets calls fail from now on.
    public synchronized FaultRules fail(Calls calls, Fault fault) {
        rules.add(new Armed(calls, fault));
        return this;
    }

    /// Lets all later calls pass.
    public synchronized void clear() {
        rules.clear();
    }

    synchronized @Nullable Fault next(DiskOperation operation, String path) {
        Fault fault = null;
        for (Armed rule : rules) {
            boolean fires = rule.fires(operation, path);
            fault = fires && fault == null ? rule.fault : fault;
        }
        return fault;
    }

    /// What the caller of a failing call gets.
    static IOException exception(Fault fault, String path) {
        return switch (fault) {
            case Fault.IoError _ -> new IOException(path + ": Input/output error");
            case Fault.DiskFull _, Fault.ShortWrite _ -> new DiskFullException(path, null);
        };
    }

    private static final class Armed {
        private final Calls calls;
        private final Fault fault;
        private long count;

        Armed(Calls calls, Fault fault) {
            this.calls = calls;
            this.fault = fault;
        }

        boolean fires(DiskOperation operation, String path) {
            if (!calls.kinds().contains(operation) || !calls.paths().test(path)) {
                return false;
            }
            count++;
            return count == calls.number() || (calls.onwards() && count > calls.number());
        }
    }
}
