package dev.pairplane.storage.app.command;

import com.google.protobuf.UnsafeByteOperations;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.offline.ClosedStore;
import dev.pairplane.storage.core.offline.StoreCheck;
import dev.pairplane.storage.core.range.KeyRange;
import dev.pairplane.storage.core.range.RangePage;
import dev.pairplane.storage.core.range.RangeRequest;
import dev.pairplane.storage.core.store.StoreCopy;
import dev.pairplane.storage.core.store.StoreLayout;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.outbound.disk.Disk;
import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.VectorClockEntry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;

/// The commands about a data directory that no node uses: `inspect`, `verify`, `dump`, `restore`.
///
/// None changes what it looks at. All but `inspect` refuse a directory that a node has locked; one
/// on a medium that cannot be written is taken as it is.
final class OfflineCommands {
    private static final String LOCK = "LOCK";
    private static final int PAGE_ROWS = 1_000;
    private static final long PAGE_BYTES = 4 << 20;

    private final PrintStream out;
    private final PrintStream err;

    OfflineCommands(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    ExitCode run(Arguments arguments) {
        Path directory = Path.of(arguments.directory());
        int limit = arguments.command().equals(Syntax.DUMP) ? arguments.limit() : 0;
        try {
            if (arguments.command().equals(Syntax.INSPECT)) {
                return inspect(open(directory, arguments), arguments);
            }
            try (Directory.Lock _ = lock(directory, arguments.command())) {
                ClosedStore store = open(directory, arguments);
                return switch (arguments.command()) {
                    case Syntax.VERIFY -> verify(store, arguments);
                    case Syntax.DUMP -> dump(store, arguments, limit);
                    case Syntax.RESTORE -> restore(store, Path.of(arguments.target()));
                    default ->
                            throw new IllegalStateException(
                                    "no such command: " + arguments.command());
                };
            }
        } catch (Directory.AlreadyLockedException e) {
            fail(
                    "%s. Stop it first, or take a checkpoint of it"
                            .formatted(String.valueOf(e.getMessage())));
        } catch (FileSystemException e) {
            String reason = e.getReason();
            fail(
                    "%s: %s"
                            .formatted(
                                    e.getFile(),
                                    reason == null
                                            ? e.getClass()
                                                    .getSimpleName()
                                                    .replaceAll("Exception$", "")
                                                    .replaceAll("([a-z])([A-Z])", "$1 $2")
                                                    .toLowerCase(Locale.ROOT)
                                            : reason));
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        }
        return ExitCode.REFUSED;
    }

    private static ClosedStore open(Path directory, Arguments arguments) throws IOException {
        Directory root = Disk.readOnly(directory);
        return ClosedStore.open(
                root,
                part(directory, arguments.commitLogDir(), StoreLayout.LOG),
                part(directory, arguments.sstableDir(), StoreLayout.TABLES));
    }

    /// A checkpoint has no directory for a log, and none is missed where none is named.
    private static Directory part(Path directory, String elsewhere, String usual)
            throws IOException {
        Path path = elsewhere.isEmpty() ? directory.resolve(usual) : Path.of(elsewhere);
        return Disk.readOnly(elsewhere.isEmpty() && !Files.isDirectory(path) ? directory : path);
    }

    /// Held while the directory is read, where a node could be started in it.
    private static Directory.Lock lock(Path directory, String command) throws IOException {
        if (!Files.isWritable(directory) || !Files.exists(directory.resolve(LOCK))) {
            return () -> {};
        }
        return Disk.open(directory)
                .lock(
                        LOCK,
                        "pid %d, storage-node %s"
                                .formatted(ProcessHandle.current().pid(), command));
    }

    private ExitCode inspect(ClosedStore store, Arguments arguments) throws IOException {
        out.println(StoreReport.of(store).text(arguments.json()));
        return ExitCode.DONE;
    }

    private ExitCode verify(ClosedStore store, Arguments arguments) throws IOException {
        StoreCheck.Result result = new StoreCheck(store, new Progress(err, "verified")::at).run();
        out.println(new Report(arguments.json()).verified(result));
        return result.faults().isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private ExitCode dump(ClosedStore store, Arguments arguments, int limit) throws IOException {
        String tenant = arguments.onlyTenant();
        Report report = new Report(arguments.json());
        int[] left = {limit};
        store.read(
                new RangeRequest(
                        tenant.isEmpty() ? KeyRange.all() : KeyRange.of(tenant, "", ""),
                        PAGE_ROWS,
                        PAGE_BYTES,
                        true,
                        arguments.tombstones()),
                page -> {
                    for (RangePage.Row row : page.rows()) {
                        for (Version version : row.versions().versions()) {
                            if (left[0] == 0) {
                                return false;
                            }
                            left[0]--;
                            out.println(report.dumped(entry(row.key(), version)));
                        }
                    }
                    return true;
                });
        out.flush();
        return ExitCode.DONE;
    }

    private static KeyValueEntry entry(CompositeKey key, Version version) {
        KeyValueEntry.Builder entry =
                KeyValueEntry.newBuilder()
                        .setTenantId(key.tenant())
                        .setKey(key.key())
                        .setValue(UnsafeByteOperations.unsafeWrap(version.value()))
                        .setTimestamp(version.timestamp())
                        .setIsTombstone(version.isTombstone())
                        .setDeletedAtMs(version.deletedAtMs());
        for (VectorClock.Entry actor : version.clock().entries()) {
            entry.getVectorClockBuilder()
                    .addEntries(
                            VectorClockEntry.newBuilder()
                                    .setCoordinatorNodeId(actor.actor())
                                    .setLogicalTimestamp(actor.counter()));
        }
        return entry.build();
    }

    private ExitCode restore(ClosedStore store, Path target) throws IOException {
        if (store.hasUnflushed()) {
            fail(
                    "the log has records that are in no table yet; restore a checkpoint, or start"
                            + " the node and drain it before");
            return ExitCode.REFUSED;
        }
        Progress progress = new Progress(err, "restored");
        SecureRandom random = new SecureRandom();
        new StoreCopy(
                        store.tables(),
                        false,
                        random::nextLong,
                        System::currentTimeMillis,
                        progress::at)
                .write(Disk.open(target), store.identity(), store.contents());
        out.printf(
                "%s holds the store of %s: %d tables, %d bytes, up to sequence number %d%n",
                target,
                Report.harmless(store.identity().nodeId()),
                store.contents().tables().added().size(),
                store.contents().tables().added().stream().mapToLong(TableEntry::size).sum(),
                store.contents().tables().flushedSeq());
        return ExitCode.DONE;
    }

    private void fail(String message) {
        err.println("storage-node: " + message.replaceAll("\\R", " "));
    }
}
