package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.manifest.TableChange;
import dev.pairplane.storage.core.memtable.Memtables;
import dev.pairplane.storage.core.sstable.TableName;
import dev.pairplane.storage.core.store.Identity;
import dev.pairplane.storage.core.wal.CommitLog;
import dev.pairplane.storage.core.wal.LogReplay;
import dev.pairplane.storage.core.wal.RecoveryMode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Stream;

/// Opens a store: identity, manifest, replay, and a log to write to. One thread, once.
///
/// After an orderly stop the segments stay as they are, and numbers go on. After any other end,
/// what was replayed is written into tables, and new records get numbers that no earlier process
/// can have used; one edit of the manifest puts the tables in the place of the segments, and only
/// then are these retired. So nothing rests on pages that an earlier process may have failed to
/// sync, and a crash at any point leaves the one or the other in force.
final class Recoverer {

    private final Directory root;
    private final Directory logDirectory;
    private final Directory tableDirectory;
    private final EngineOptions options;
    private final Environment environment;

    Recoverer(
            Directory root,
            Directory logDirectory,
            Directory tableDirectory,
            EngineOptions options,
            Environment environment) {
        this.root = root;
        this.logDirectory = logDirectory;
        this.tableDirectory = tableDirectory;
        this.options = options;
        this.environment = environment;
    }

    /// An open store.
    record Opened(
            UUID store,
            Manifest manifest,
            CommitLog log,
            Memtables memtables,
            TableStore tables,
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
        TableStore tables =
                TableStore.open(tableDirectory, manifest, store, options.tables(), environment);
        Replayed replayed = new Replayed(tables, options.memtableBytes(), environment.tables());
        try {
            SortedSet<Long> named = manifest.segments();
            LogReplay.Result replay = read(store, manifest, named, replayed);
            return open(start, store, manifest, tables, replayed, named, replay);
        } catch (IOException | RuntimeException e) {
            tables.close();
            throw e;
        }
    }

    private LogReplay.Result read(
            UUID store, Manifest manifest, SortedSet<Long> named, Replayed replayed)
            throws IOException {
        try {
            LogReplay.Result replay =
                    LogReplay.replay(
                            logDirectory,
                            store,
                            named,
                            manifest.flushedSeq(),
                            options.recoveryMode(),
                            replayed::record);
            replayed.await();
            reachesTheManifest(replay, manifest);
            return replay;
        } catch (IOException | RuntimeException e) {
            replayed.abandon();
            throw e;
        }
    }

    private Opened open(
            long start,
            UUID store,
            Manifest manifest,
            TableStore tables,
            Replayed replayed,
            SortedSet<Long> named,
            LogReplay.Result replay)
            throws IOException {
        // Made first: it must not give out the number of a file that is about to be moved.
        CommitLog log =
                new CommitLog(
                        logDirectory,
                        manifest,
                        store,
                        new CommitLog.Options(
                                options.segmentBytes(),
                                options.syncMode() == SyncMode.ALWAYS,
                                options.segmentsAhead(),
                                environment.randoms(),
                                environment::clockMs),
                        environment.background());
        try {
            List<String> suspicious = unnamed(store, manifest, named, replay);
            boolean clean = replay.clean() && manifest.closedInOrder();
            boolean flush = !clean || replay.bytes() > options.maxLogBytes();
            begin(manifest, log, tables, replayed, named, replay, clean, flush);
            Memtables memtables = new Memtables(replayed.memtable());
            return new Opened(
                    store,
                    manifest,
                    log,
                    memtables,
                    tables,
                    new EngineEvent.Recovery(
                            clean,
                            replay.records(),
                            replay.bytes(),
                            replay.tornBytes(),
                            replay.skipped(),
                            damages(replay, suspicious),
                            flush,
                            environment.nanoTime().getAsLong() - start));
        } catch (IOException | RuntimeException e) {
            abandon(log, e);
            if (!manifest.tables().containsAll(replayed.written())) {
                replayed.abandon();
            }
            throw e;
        }
    }

    /// Puts the store in force as it was read.
    private void begin(
            Manifest manifest,
            CommitLog log,
            TableStore tables,
            Replayed replayed,
            SortedSet<Long> named,
            LogReplay.Result replay,
            boolean clean,
            boolean flush)
            throws IOException {
        long lastSeq =
                Math.max(Math.max(replay.lastSeq(), manifest.lastSeq()), manifest.flushedSeq());
        if (flush) {
            replayed.flush();
        }
        long flushedSeq = flush ? lastSeq : Math.max(replayed.flushedSeq(), manifest.flushedSeq());
        Map<Long, CommitLog.Sealed> kept = new HashMap<>(replay.sealed());
        kept.values().removeIf(segment -> flush || segment.lastSeq() <= flushedSeq);
        List<Long> retired = named.stream().filter(number -> !kept.containsKey(number)).toList();
        TableChange change =
                new TableChange(replayed.written(), Set.of(), flushedSeq, tables.nextNumber(), 0);
        long after = clean ? lastSeq : (lastSeq / LogReplay.JUMP + 1) * LogReplay.JUMP - 1;
        log.start(after, kept, retired, change);
        tables.install(Set.of(), replayed.written());
        tables.setAside();
        LogReplay.retire(logDirectory, retired, replay.damaged());
    }

    private List<String> unnamed(
            UUID store, Manifest manifest, SortedSet<Long> named, LogReplay.Result replay)
            throws IOException {
        List<String> suspicious =
                LogReplay.removeUnnamed(
                        logDirectory,
                        store,
                        named,
                        Math.max(manifest.lastSeq(), manifest.flushedSeq()),
                        options.recoveryMode(),
                        replay.damages().isEmpty());
        if (!suspicious.isEmpty()) {
            LogReplay.setAside(logDirectory, suspicious);
        }
        return suspicious;
    }

    /// An edit that declares numbers used is made after their records were synced: a log that ends
    /// before them was cut by something else than a crash.
    private void reachesTheManifest(LogReplay.Result replay, Manifest manifest)
            throws CorruptFileException {
        // What is in tables needs no log any more.
        long reached = Math.max(replay.lastSeq(), manifest.flushedSeq());
        if (options.recoveryMode() == RecoveryMode.FAIL && reached < manifest.lastSeq()) {
            throw new CorruptFileException(
                    "the commit log",
                    replay.bytes(),
                    "it ends with sequence number %d, and the manifest says that %d was synced"
                            .formatted(reached, manifest.lastSeq()));
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

    private static List<String> damages(LogReplay.Result replay, List<String> suspicious) {
        return Stream.concat(
                        replay.damages().stream().map(LogReplay.Damage::what),
                        suspicious.stream()
                                .map(name ->
                                        name + " holds records, and the manifest does not name it"))
                .toList();
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
            if (holdsAnyTable()) {
                throw new StartRefusedException(
                        "%s holds tables, and %s no store that they belong to; give each node directories of its own, or restore the data directory"
                                .formatted(tableDirectory.path(), root.path()));
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
        if (torn && (LogReplay.holdsAnySegment(logDirectory, found.store()) || holdsAnyTable())) {
            throw new StartRefusedException(
                    root.path()
                            + " holds log segments or tables without the CURRENT file that says"
                            + " which are in force; restore it from a backup");
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

    private boolean holdsAnyTable() throws IOException {
        return tableDirectory.list().stream().anyMatch(name -> TableName.number(name).isPresent());
    }
}
