package dev.pairplane.storage.core.wal;

import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.framing.FramedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes recovered versions as new records into fresh segments, sealed and synced.
///
/// The segments are marked as rewritten and count for nothing until the manifest names them, which
/// is done by one edit for all of them. One thread.
public final class LogRewrite {

    private static final int GROUP_BYTES = 1 << 20;

    private final SegmentFactory factory;
    private final long segmentBytes;
    private final List<Long> segments = new ArrayList<>();
    private @Nullable FramedWriter writer;
    private long lastSeq;
    private long bytes;
    private long inGroup;

    LogRewrite(SegmentFactory factory, long segmentBytes, long after) {
        this.factory = factory;
        this.segmentBytes = segmentBytes;
        this.lastSeq = after;
    }

    /// Adds a record.
    public void add(LogRecord record) throws IOException {
        long space = FramedWriter.spaceFor(record.payload().length);
        FramedWriter active = writer;
        if (active != null && inGroup + space > GROUP_BYTES) {
            active.write(lastSeq, true);
            inGroup = 0;
            if (active.position() + space + 2 * FramedWriter.groupOverhead() + GROUP_BYTES
                    > segmentBytes) {
                seal(active);
                active = null;
            } else {
                active.begin(true);
            }
        }
        if (active == null) {
            SegmentFactory.Fresh fresh = factory.growing(lastSeq + 1, FileHeader.REWRITTEN);
            segments.add(fresh.header().number());
            active = new FramedWriter(fresh.file(), fresh.header(), fresh.size(), lastSeq);
            writer = active;
            active.begin(true);
        }
        active.add(record.type(), ++lastSeq, record.payload());
        inGroup += space;
    }

    private void seal(FramedWriter active) throws IOException {
        active.begin(true);
        active.addSeal(false);
        active.write(lastSeq, true);
        active.sync();
        active.trim();
        bytes += active.position();
        active.close();
        writer = null;
    }

    /// Completes the last segment. All are durable after.
    public void finish() throws IOException {
        FramedWriter active = writer;
        if (active != null) {
            active.write(lastSeq, true);
            seal(active);
        }
    }

    /// The numbers of the segments written.
    public List<Long> segments() {
        return List.copyOf(segments);
    }

    /// The last sequence number used.
    public long lastSeq() {
        return lastSeq;
    }

    /// Bytes of the segments written.
    public long bytes() {
        return bytes;
    }
}
