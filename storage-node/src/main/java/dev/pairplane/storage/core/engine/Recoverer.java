package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.memtable.Memtable;
import dev.pairplane.storage.core.wal.CommitLog;
import dev.pairplane.storage.core.wal.LogRecord;
import dev.pairplane.storage.core.wal.LogReplay;
import dev.pairplane.storage.core.wal.LogRewrite;
import dev.pairplane.storage.core.wal.RecoveryMode;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Stream;

/// Opens a store: identity, manifest, replay, and a log to write to. One thread, once.
///
/// After an orderly stop the segments stay as they are, and numbers go on. After any other end,
/// what was replayed is written as new records into fresh, synced segments under numbers that no
/// earlier process can have used; one edit of the manifest puts these in the place of the old ones,
/// and only then are the old ones retired. So nothing rests on pages that an earlier process may
/// have failed to sync, and a crash at any point leaves the one set or the other in force.
final class Recoverer {

    private final Directory root;
    private final Directory logDirectory;
    private final EngineOptions options;
    private final Environment environment;

    Recoverer(
            Directory root,
            Directory logDirectory,
            EngineOptions options,
            Environment environment) {
        this.root = root;
        this.logDirectory = logDirectory;
        this.options = options;
        this.environment = environment;
    }

    /// An open store.
    record Opened(
            UUID store,
            Manifest manifest,
            CommitLog log,
            Memtable memtable,
            EngineEvent.Recovery recovery) {}

    Opened open() throws StartRefusedException {
        try {
            return openChecked();
        } catch (CorruptFileException e) {
            throw new StartRefusedException(
                    "the store in %s is damaged: %s. %s"
                            .formatted(root.path(), e.getMessage(), advice(e)),
                    e);
        } catch (FileHeader.ForeignFileException | FileHeader.IncompatibleFileException e) {
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "the store in " + root.path() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private String advice(CorruptFileException damage) {
        boolean ofLog =
                damage.file().startsWith("wal-") || damage.file().startsWith("the commit log");
        return ofLog && options.recoveryMode() == RecoveryMode.FAIL
                ? "Restore the file, or start with commit_log.recovery_mode=point_in_time or skip"
                        + " to give up what cannot be read"
                : "Restore the data directory from a backup, or let another replica take over";
    }

    private Opened openChecked() throws IOException, StartRefusedException {
        long start = environment.nanoTime().getAsLong();
        Identity identity = identity();
        Manifest manifest =
                Manifest.exists(root)
                        ? Manifest.open(
                                root, identity.store(), environment.randoms(), environment::clockMs)
                        : Manifest.create(
                                root,
                                identity.store(),
                                environment.randoms(),
                                environment::clockMs);
        try {
            return replay(start, identity.store(), manifest);
        } catch (IOException | RuntimeException e) {
            manifest.close();
            throw e;
        }
    }

    private Opened replay(long start, UUID store, Manifest manifest) throws IOException {
        Memtable memtable = new Memtable();
        SortedSet<Long> named = manifest.segments();
        LogReplay.Result replay =
                LogReplay.replay(
                        logDirectory,
                        store,
                        named,
                        options.recoveryMode(),
                        (seq, key, set) -> memtable.put(key, set, seq));
        reachesTheManifest(replay, manifest);
        // Made first: it must not give out the number of a file that is about to be moved.
        CommitLog log =
                new CommitLog(
                        logDirectory,
                        manifest,
                        store,
                        new CommitLog.Options(
                                options.segmentBytes(),
                                options.segmentsAhead(),
                                environment.randoms(),
                                environment::clockMs),
                        environment.background());
        try {
            return open(start, store, manifest, memtable, named, replay, log);
        } catch (IOException | RuntimeException e) {
            abandon(log, e);
            throw e;
        }
    }

    /// An edit that declares numbers used is made after their records were synced: a log that ends
    /// before them was cut by something else than a crash.
    private void reachesTheManifest(LogReplay.Result replay, Manifest manifest)
            throws CorruptFileException {
        if (options.recoveryMode() == RecoveryMode.FAIL && replay.lastSeq() < manifest.lastSeq()) {
            throw new CorruptFileException(
                    "the commit log",
                    replay.bytes(),
                    "it ends with sequence number %d, and the manifest says that %d was synced"
                            .formatted(replay.lastSeq(), manifest.lastSeq()));
        }
    }

    /// Ends what a failed start has begun, its work in the background above all: the directory is
    /// about to be given back.
    private static void abandon(CommitLog log, Exception why) {
        try {
            log.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private Opened open(
            long start,
            UUID store,
            Manifest manifest,
            Memtable memtable,
            SortedSet<Long> named,
            LogReplay.Result replay,
            CommitLog log)
            throws IOException {
        List<String> suspicious =
                LogReplay.removeUnnamed(
                        logDirectory,
                        store,
                        named,
                        manifest.lastSeq(),
                        options.recoveryMode(),
                        replay.damages().isEmpty());
        if (!suspicious.isEmpty()) {
            LogReplay.setAside(logDirectory, suspicious);
        }
        long lastSeq = Math.max(replay.lastSeq(), manifest.lastSeq());
        boolean clean = replay.clean() && manifest.closedInOrder();
        boolean rewrite = !clean || replay.bytes() > options.maxLogBytes();
        if (rewrite) {
            rewrite(log, memtable, replay, named, lastSeq);
        } else {
            log.start(lastSeq, List.of(), replay.empty(), replay.bytes());
            LogReplay.retire(logDirectory, replay.empty(), replay.damaged());
        }
        return new Opened(
                store,
                manifest,
                log,
                memtable,
                new EngineEvent.Recovery(
                        clean,
                        replay.records(),
                        replay.bytes(),
                        replay.tornBytes(),
                        replay.skipped(),
                        damages(replay, suspicious),
                        rewrite,
                        environment.nanoTime().getAsLong() - start));
    }

    private static List<String> damages(LogReplay.Result replay, List<String> suspicious) {
        return Stream.concat(
                        replay.damages().stream().map(LogReplay.Damage::what),
                        suspicious.stream()
                                .map(name ->
                                        name + " holds records, and the manifest does not name it"))
                .toList();
    }

    private void rewrite(
            CommitLog log,
            Memtable memtable,
            LogReplay.Result replay,
            SortedSet<Long> named,
            long lastSeq)
            throws IOException {
        long jump = (lastSeq / LogReplay.JUMP + 1) * LogReplay.JUMP;
        LogRewrite rewrite = log.rewrite(jump - 1);
        for (Memtable.Entry entry : memtable.entries()) {
            rewrite.add(LogRecord.of(Frame.PUT, entry.key(), entry.set()));
        }
        rewrite.finish();
        List<Long> retired = List.copyOf(named);
        log.start(rewrite.lastSeq(), rewrite.segments(), retired, rewrite.bytes());
        LogReplay.retire(logDirectory, retired, replay.damaged());
    }

    /// Reads whose directory this is, or makes it ours when nobody has used it.
    private Identity identity() throws IOException, StartRefusedException {
        if (!Identity.exists(root)) {
            if (Manifest.exists(root)) {
                throw new StartRefusedException(
                        root.path()
                                + " holds a store without its IDENTITY file; restore that file from"
                                + " a backup");
            }
            Identity fresh =
                    new Identity(
                            new UUID(
                                    environment.randoms().getAsLong(),
                                    environment.randoms().getAsLong()),
                            options.nodeId());
            fresh.write(root);
            return fresh;
        }
        Identity found = Identity.read(root);
        boolean torn = !Manifest.exists(root);
        if (torn && LogReplay.holdsAnySegment(logDirectory, found.store())) {
            throw new StartRefusedException(
                    root.path()
                            + " holds log segments without the CURRENT file that says which are in"
                            + " force; restore it from a backup");
        }
        if (found.nodeId().equals(options.nodeId())) {
            return found;
        }
        if (!options.adoptIdentity()) {
            throw new StartRefusedException(
                    "%s belongs to node '%s', this is node '%s'. Use that node's directory or its id, or start once with storage.adopt_identity=true"
                            .formatted(root.path(), found.nodeId(), options.nodeId()));
        }
        Identity adopted = new Identity(found.store(), options.nodeId());
        adopted.write(root);
        return adopted;
    }
}
