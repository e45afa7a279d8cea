package dev.pairplane.storage.core.verify;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.sstable.BlockCache;
import dev.pairplane.storage.core.sstable.Table;
import dev.pairplane.storage.core.sstable.TableCursor;
import dev.pairplane.storage.core.sstable.TableName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;

/// Compares tables with what the manifest says of them. For one thread.
///
/// It reads past all caches, a piece at a time.
public final class TableCheck {
    private static final int PIECE = 256 << 10;

    private final Directory directory;
    private final UUID store;
    private final Pace pace;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);

    /// Told how far the check is.
    @FunctionalInterface
    public interface Pace {
        /// Called before each read; may wait, where reading is to be slower.
        ///
        /// @param bytes that will be read
        /// @return whether to go on
        boolean next(int bytes);
    }

    /// What came of it.
    public enum Verdict {
        /// Each byte is what was written.
        INTACT,
        /// It was told to stop.
        STOPPED
    }

    /// @param directory where the tables are
    /// @param store the store that they belong to
    public TableCheck(Directory directory, UUID store, Pace pace) {
        this.directory = directory;
        this.store = store;
        this.pace = pace;
    }

    /// Reads a table to its end.
    ///
    /// @throws CorruptFileException when it is not what was written, with the first place that is
    ///   damaged where that can be told
    /// @throws IOException when it could not be read
    public Verdict check(TableEntry entry) throws IOException {
        String name = TableName.of(entry.number());
        HashStream64 digest = Hashing.xxh3_64().hashStream();
        long at = 0;
        try (StoredFile file = directory.open(name)) {
            int read;
            do {
                if (!pace.next(PIECE)) {
                    return Verdict.STOPPED;
                }
                read = file.read(piece.clear(), at);
                digest.putBytes(piece.array(), 0, read);
                at += read;
            } while (read == PIECE);
        } catch (NoSuchFileException e) {
            CorruptFileException missing =
                    new CorruptFileException(name, 0, "the manifest lists it, and it is missing");
            missing.initCause(e);
            throw missing;
        }
        if (at != entry.size()) {
            throw new CorruptFileException(
                    name,
                    Math.min(at, entry.size()),
                    "it has %d bytes, and the manifest says %d".formatted(at, entry.size()));
        }
        if (digest.getAsLong() != entry.digest()) {
            throw place(entry)
                    .orElseGet(() ->
                            new CorruptFileException(
                                    name, 0, "its digest is not the one that the manifest has"));
        }
        return Verdict.INTACT;
    }

    /// The first block, or other part, that cannot be read.
    private Optional<CorruptFileException> place(TableEntry entry) throws IOException {
        Executor direct = Runnable::run;
        try (Table table =
                Table.open(directory, entry.number(), store, new BlockCache(0, direct))) {
            TableCursor cursor = table.cursor(false);
            boolean more = cursor.first();
            while (more) {
                more = cursor.next();
            }
            return Optional.empty();
        } catch (CorruptFileException e) {
            return Optional.of(e);
        } catch (FileHeader.IncompatibleFileException e) {
            return Optional.empty();
        }
    }
}
