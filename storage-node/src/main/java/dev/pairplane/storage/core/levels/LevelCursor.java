package dev.pairplane.storage.core.levels;

import dev.pairplane.storage.core.sstable.EntryCursor;
import dev.pairplane.storage.core.sstable.TableCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A walk through tables whose keys ascend from one to the next: a deeper level, or one table. One
/// table is open at a time.
///
/// Whoever walks holds an arrangement that has the tables, and closes the walk before letting go.
public final class LevelCursor implements EntryCursor, AutoCloseable {
    private final List<LevelSet.Placed> tables;
    private final boolean cached;
    private int at;
    private @Nullable TableFile file;
    private @Nullable TableCursor cursor;

    LevelCursor(List<LevelSet.Placed> tables, boolean cached) {
        this.tables = tables;
        this.cached = cached;
    }

    /// A walk through some tables of one level, in order.
    public static LevelCursor over(List<LevelSet.Placed> tables, boolean cached) {
        return new LevelCursor(List.copyOf(tables), cached);
    }

    @Override
    public boolean first() throws IOException {
        at = -1;
        return nextTable();
    }

    @Override
    public boolean seek(byte[] key, int length) throws IOException {
        at = LevelSet.firstNotBelow(tables, Arrays.copyOf(key, length));
        if (at == tables.size()) {
            close();
            return false;
        }
        return open().seek(key, length) || nextTable();
    }

    @Override
    public boolean next() throws IOException {
        return cursor().next() || nextTable();
    }

    private boolean nextTable() throws IOException {
        while (at + 1 < tables.size()) {
            at++;
            if (open().first()) {
                return true;
            }
        }
        close();
        return false;
    }

    private TableCursor open() throws IOException {
        close();
        TableFile next = tables.get(at).file();
        TableCursor opened = next.acquire().cursor(cached);
        file = next;
        cursor = opened;
        return opened;
    }

    private TableCursor cursor() {
        TableCursor opened = cursor;
        if (opened == null) {
            throw new IllegalStateException("the cursor is not at an entry");
        }
        return opened;
    }

    /// Ends the use of the table that the walk is in.
    @Override
    public void close() {
        TableFile used = file;
        if (used != null) {
            used.release();
        }
        file = null;
        cursor = null;
    }

    @Override
    public boolean valid() {
        TableCursor opened = cursor;
        return opened != null && opened.valid();
    }

    @Override
    public byte[] key() {
        return cursor().key();
    }

    @Override
    public int keyLength() {
        return cursor().keyLength();
    }

    @Override
    public long seq() {
        return cursor().seq();
    }

    @Override
    public byte[] bytes() {
        return cursor().bytes();
    }

    @Override
    public int setOffset() {
        return cursor().setOffset();
    }

    @Override
    public int setLength() {
        return cursor().setLength();
    }
}
