package dev.pairplane.storage.core.levels;

import dev.pairplane.storage.core.sstable.Table;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A table's file, opened when it is read and closed when others need the room. Safe for several
/// threads.
///
/// Two counts rule it: *holders* are the arrangements that have it, *users* those who read it just
/// now. A user always holds an arrangement, so a file without holders has no users.
public final class TableFile {
    private static final int CLOSED = -1;

    private final OpenTables open;
    private final long number;
    private final AtomicInteger holders = new AtomicInteger();

    /// Users of the open table, or [#CLOSED].
    private final AtomicInteger users = new AtomicInteger(CLOSED);

    private volatile @Nullable Table table;
    private volatile long lastUse;

    TableFile(OpenTables open, long number) {
        this.open = open;
        this.number = number;
    }

    /// The table's number.
    public long number() {
        return number;
    }

    /// Opens the table if need be, and keeps it open until [#release].
    ///
    /// @throws dev.pairplane.storage.core.framing.CorruptFileException when it is damaged
    /// @throws IOException when it cannot be opened
    public Table acquire() throws IOException {
        while (true) {
            int now = users.get();
            if (now == CLOSED) {
                Table opened = openOnce();
                if (opened != null) {
                    return opened;
                }
            } else if (users.compareAndSet(now, now + 1)) {
                lastUse = open.tick();
                Table opened = table;
                if (opened == null) {
                    throw new IllegalStateException("table " + number + " is open and not there");
                }
                return opened;
            }
        }
    }

    /// @return nothing when somebody else was faster
    private @Nullable Table openOnce() throws IOException {
        Table opened;
        synchronized (this) {
            if (users.get() != CLOSED) {
                return null;
            }
            opened = open.open(number);
            table = opened;
            lastUse = open.tick();
            open.opened(this);
            users.set(1);
        }
        open.keepLimit();
        return opened;
    }

    /// Ends a use that [#acquire] began.
    public void release() {
        users.decrementAndGet();
    }

    /// Closes the table unless it is in use.
    ///
    /// @return whether it was open and is closed
    boolean closeUnused() throws IOException {
        synchronized (this) {
            if (!users.compareAndSet(0, CLOSED)) {
                return false;
            }
            Table opened = table;
            table = null;
            open.closed(this);
            if (opened != null) {
                opened.close();
            }
            return true;
        }
    }

    /// When it was last used, in ticks of [OpenTables].
    long lastUse() {
        return lastUse;
    }

    void hold() {
        holders.incrementAndGet();
    }

    /// One holder less.
    ///
    /// @return whether that was the last one
    boolean letGo() {
        return holders.decrementAndGet() == 0;
    }
}
