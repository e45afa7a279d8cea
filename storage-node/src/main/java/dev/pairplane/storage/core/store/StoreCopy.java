package dev.pairplane.storage.core.store;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.DiskFullException;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.manifest.Edit;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.manifest.TableChange;
import dev.pairplane.storage.core.sstable.TableName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/// Makes a store of tables that another one has. For one thread, once.
///
/// The name `CURRENT` comes last, durably: until then nobody takes the directory for a store. The
/// copy has no log, and says of itself that it was closed in order: whatever was to be in it is in
/// tables.
public final class StoreCopy {
    private static final Pattern OURS =
            Pattern.compile(
                    "IDENTITY(\\.tmp)?|CURRENT\\.tmp|MANIFEST-\\d{20}|\\d{20}\\.sst(\\.tmp)?");

    private static final int CHUNK = 1 << 20;

    private final Directory tables;
    private final boolean link;
    private final LongSupplier nonces;
    private final LongSupplier clockMs;
    private final Progress progress;

    /// Hears how far a copy is.
    @FunctionalInterface
    public interface Progress {
        /// Called after each MiB or table.
        ///
        /// @param done bytes that are there
        /// @param of bytes in all
        /// @throws IOException to break it off
        void at(long done, long of) throws IOException;
    }

    /// @param tables where the tables are; they must stay until [#write] returns
    /// @param link whether to give them a second name where that is possible, instead of copying
    ///   them
    /// @param nonces random numbers
    /// @param clockMs wall clock in ms
    public StoreCopy(
            Directory tables,
            boolean link,
            LongSupplier nonces,
            LongSupplier clockMs,
            Progress progress) {
        this.tables = tables;
        this.link = link;
        this.nonces = nonces;
        this.clockMs = clockMs;
        this.progress = progress;
    }

    /// Makes the copy.
    ///
    /// @param target empty
    /// @param contents which tables form the store; its log is left out
    /// @throws FileAlreadyExistsException when the target is not empty; nothing was changed
    /// @throws CorruptFileException when a table that was copied is not what the manifest says;
    ///   what was made is removed
    /// @throws IOException when anything else failed; what was made is removed as far as that works
    public void write(Directory target, Identity identity, Edit contents) throws IOException {
        requireEmpty(target);
        Directory into = target.subdirectory(StoreLayout.TABLES);
        requireEmpty(into);
        try {
            writeTables(into, contents.tables().added());
            identity.write(target);
            Manifest.write(target, identity.store(), withoutLog(contents), nonces, clockMs);
        } catch (IOException | RuntimeException e) {
            clearAfter(e, target, into);
            throw e;
        }
    }

    private void writeTables(Directory into, List<TableEntry> entries) throws IOException {
        long all = entries.stream().mapToLong(TableEntry::size).sum();
        long done = 0;
        for (TableEntry entry : entries) {
            String name = TableName.of(entry.number());
            if (!link || !linked(name, into)) {
                copy(entry, name, into, done, all);
            }
            done += entry.size();
            progress.at(done, all);
        }
        into.sync();
    }

    private static Edit withoutLog(Edit contents) {
        TableChange tables = contents.tables();
        return new Edit(
                List.of(),
                List.of(),
                new TableChange(
                        tables.added(),
                        Set.of(),
                        tables.flushedSeq(),
                        tables.nextNumber(),
                        tables.clockMs()),
                tables.flushedSeq(),
                true);
    }

    private boolean linked(String name, Directory into) throws IOException {
        try {
            tables.link(name, into);
            return true;
        } catch (DiskFullException | NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            // Another file system, or one without links: then it is copied, or fails for good.
            return false;
        }
    }

    private void copy(TableEntry entry, String name, Directory into, long before, long all)
            throws IOException {
        HashStream64 digest = Hashing.xxh3_64().hashStream();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long at = 0;
        try (StoredFile from = tables.open(name);
                StoredFile to = into.create(name)) {
            int read = from.read(chunk, at);
            while (read > 0) {
                digest.putBytes(chunk.array(), 0, read);
                to.write(chunk.flip(), at);
                at += read;
                progress.at(before + at, all);
                read = from.read(chunk.clear(), at);
            }
            to.sync(true);
        }
        if (at != entry.size() || digest.getAsLong() != entry.digest()) {
            throw new CorruptFileException(
                    name, Math.min(at, entry.size()), "it is not the file that the manifest lists");
        }
    }

    private static void requireEmpty(Directory directory) throws IOException {
        List<String> names = directory.list();
        if (!names.isEmpty()) {
            throw new FileAlreadyExistsException(
                    directory.path() + "/" + names.getFirst(),
                    null,
                    "a store is copied into an empty directory only");
        }
    }

    /// Removes what an attempt has left that was cut off.
    ///
    /// @param target where it was; one with a store in it is left as it is
    /// @throws FileAlreadyExistsException when files of others are there; nothing was changed
    public static void clearUnfinished(Directory target) throws IOException {
        if (Manifest.exists(target)) {
            return;
        }
        Directory into = target.subdirectory(StoreLayout.TABLES);
        requireOurs(target);
        requireOurs(into);
        clear(target);
        clear(into);
    }

    private static void requireOurs(Directory directory) throws IOException {
        for (String name : directory.list()) {
            if (!OURS.matcher(name).matches()) {
                throw new FileAlreadyExistsException(
                        directory.path() + "/" + name, null, "it belongs to no checkpoint");
            }
        }
    }

    /// In the order of names: what says that there is a store goes before what it consists of.
    private static void clear(Directory directory) throws IOException {
        for (String name : directory.list()) {
            directory.delete(name);
        }
        directory.sync();
    }

    /// Whether the name `CURRENT` became durable is unknown when its sync has failed.
    private static void clearAfter(Exception failure, Directory target, Directory into) {
        try {
            clear(target);
            clear(into);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
