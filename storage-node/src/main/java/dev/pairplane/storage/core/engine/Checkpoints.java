package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.DiskFullException;
import dev.pairplane.storage.core.framing.PoisonedException;
import dev.pairplane.storage.core.levels.LevelSets;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.manifest.Edit;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.memtable.Memtables;
import dev.pairplane.storage.core.store.Identity;
import dev.pairplane.storage.core.store.StoreCopy;
import dev.pairplane.storage.core.store.StoreLayout;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes checkpoints: stores by themselves, with whatever was acknowledged before they were asked
/// for, beside the store while it goes on. One at a time; for any thread.
///
/// What is in memory is flushed first, so that a checkpoint needs no log. Memtables are flushed
/// whole and in their order: what the manifest lists at any moment is everything up to some
/// sequence number, and nothing beyond. The tables of that moment are linked, while a hold keeps
/// them.
final class Checkpoints {
    private static final long REST_NANOS = Duration.ofMillis(2).toNanos();

    private final Directory root;
    private final Identity identity;
    private final Manifest manifest;
    private final TableStore tables;
    private final Memtables memtables;
    private final Rotation rotation;
    private final Flusher flusher;
    private final LogCommitter committer;
    private final Tasks tasks;
    private final EngineListener listener;
    private final Environment environment;

    /// @param root the data directory
    /// @param nodeId the node's
    Checkpoints(Directory root, String nodeId, Serving parts, Environment environment) {
        this.root = root;
        this.manifest = parts.manifest();
        this.tables = parts.tables();
        this.identity = new Identity(tables.store(), nodeId);
        this.memtables = parts.memtables();
        this.rotation = parts.rotation();
        this.flusher = parts.flusher();
        this.committer = parts.committer();
        this.tasks = parts.tasks();
        this.listener = parts.listener();
        this.environment = environment;
    }

    /// The engine closes.
    private static final class ClosingException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /// Makes one.
    ///
    /// @param name of its directory, a plain file name
    /// @param patience how long it may wait for what is in memory to be flushed
    synchronized CheckpointOutcome make(String name, Duration patience) {
        if (!tasks.begin()) {
            return stopping();
        }
        try {
            long start = environment.nanoTime().getAsLong();
            if (!flushed(start + patience.toNanos())) {
                return notFlushed();
            }
            Directory target = root.subdirectory(StoreLayout.CHECKPOINTS).subdirectory(name);
            if (Manifest.exists(target)) {
                return new CheckpointOutcome.Exists(target.path());
            }
            StoreCopy.clearUnfinished(target);
            CheckpointOutcome.Made made = write(target);
            listener.on(
                    new EngineEvent.CheckpointMade(
                            made.path(),
                            made.tables(),
                            made.bytes(),
                            environment.nanoTime().getAsLong() - start));
            return made;
        } catch (ClosingException e) {
            return stopping();
        } catch (IOException e) {
            return failed(e);
        } finally {
            tasks.end();
        }
    }

    private CheckpointOutcome.Refused notFlushed() {
        if (committer.poisoned()) {
            return new CheckpointOutcome.Refused(
                    Refusal.LOG_POISONED,
                    "a sync of the commit log failed; the node must be restarted first");
        }
        if (tasks.stopping()) {
            return stopping();
        }
        return new CheckpointOutcome.Refused(
                Refusal.DEADLINE_EXCEEDED,
                "the time was over before what is in memory was in tables; allow more");
    }

    private static CheckpointOutcome.Refused stopping() {
        return new CheckpointOutcome.Refused(Refusal.STOPPING, "the node is shutting down");
    }

    private CheckpointOutcome.Failed failed(IOException cause) {
        String what = String.valueOf(cause.getMessage());
        listener.on(new EngineEvent.CheckpointFailed(what));
        return new CheckpointOutcome.Failed(
                cause instanceof DiskFullException, "the checkpoint could not be written: " + what);
    }

    /// Brings what was acknowledged before this call into tables.
    ///
    /// @return whether it is there; else the time is over, or it cannot be
    private boolean flushed(long deadline) {
        boolean rotated = false;
        Memtable last = null;
        while (true) {
            if (committer.poisoned()) {
                return false;
            }
            if (!rotated) {
                rotated = rotate();
                last = memtables.newestWaiting();
            }
            flusher.wake();
            if (rotated && isFlushed(last)) {
                return true;
            }
            if (tasks.stopping() || deadline - environment.nanoTime().getAsLong() <= 0) {
                return false;
            }
            tasks.rest(REST_NANOS);
        }
    }

    private boolean rotate() {
        try {
            return rotation.rotateNow();
        } catch (PoisonedException e) {
            committer.poison(e);
            return false;
        }
    }

    private boolean isFlushed(@Nullable Memtable last) {
        return last == null || manifest.flushedSeq() >= last.lastSeq();
    }

    private CheckpointOutcome.Made write(Directory target) throws IOException {
        while (true) {
            try (LevelSets.Hold hold = tables.hold()) {
                Edit contents = manifest.everything();
                List<TableEntry> listed = contents.tables().added();
                // What came after the hold was taken could go again before it is linked.
                if (hold.set()
                        .numbers()
                        .containsAll(
                                listed.stream()
                                        .map(TableEntry::number)
                                        .collect(Collectors.toSet()))) {
                    new StoreCopy(
                                    tables.directory(),
                                    true,
                                    environment.randoms(),
                                    environment::clockMs,
                                    (_, _) -> requireGoingOn())
                            .write(target, identity, contents);
                    return new CheckpointOutcome.Made(
                            target.path(),
                            contents.tables().flushedSeq(),
                            listed.size(),
                            listed.stream().mapToLong(TableEntry::size).sum());
                }
            }
            requireGoingOn();
            tasks.rest(REST_NANOS);
        }
    }

    private void requireGoingOn() throws ClosingException {
        if (tasks.stopping()) {
            throw new ClosingException();
        }
    }
}
