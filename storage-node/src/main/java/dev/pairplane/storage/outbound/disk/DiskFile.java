package dev.pairplane.storage.outbound.disk;

import dev.pairplane.storage.core.file.StoredFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// An open file.
///
/// An interrupt that arrives *during* a call on a `FileChannel` closes it, for every thread. Each
/// file therefore has a second descriptor, for reading, that no interrupt can close, and no change
/// of names can take away: reads that find the channel closed go on there, one at a time, and never
/// fail because somebody was interrupted. Writes, cuts and syncs fail from then on, since a sync
/// whose outcome nobody saw is a failed sync; threads that make them must not be interrupted. An
/// interrupt that was pending *before* a call does no harm: it waits until the call is over.
final class DiskFile implements StoredFile {

    /// Each thread keeps a native buffer as large as the largest piece it ever moved.
    private static final int PIECE = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final RandomAccessFile spare;
    private volatile boolean closed;

    private DiskFile(Path path, FileChannel channel, RandomAccessFile spare) {
        this.path = path;
        this.channel = channel;
        this.spare = spare;
    }

    /// Opens an existing file.
    static DiskFile open(Path path) throws IOException {
        return open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /// Opens an existing file for reading only, which may be on a medium that cannot be written.
    static DiskFile openForReading(Path path) throws IOException {
        return open(path, Set.of(StandardOpenOption.READ));
    }

    /// Creates a file that did not exist.
    static DiskFile create(Path path) throws IOException {
        return open(
                path,
                Set.of(
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE_NEW));
    }

    private static DiskFile open(Path path, Set<? extends OpenOption> options) throws IOException {
        return DiskFailure.translated(
                path,
                () -> {
                    FileChannel channel = FileChannel.open(path, options);
                    try {
                        return new DiskFile(
                                path, channel, new RandomAccessFile(path.toFile(), "r"));
                    } catch (IOException e) {
                        channel.close();
                        throw e;
                    }
                });
    }

    @Override
    public String name() {
        return String.valueOf(path.getFileName());
    }

    @Override
    public long size() throws IOException {
        return reading(channel::size, spare::length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        refuseNegative(position);
        int start = target.position();
        return reading(
                () -> {
                    pieces(target, position, channel::read);
                    return target.position() - start;
                },
                () -> {
                    pieces(target, position + target.position() - start, this::readSpare);
                    return target.position() - start;
                });
    }

    private <T> T reading(DiskFailure.Call<T> usual, DiskFailure.Call<T> afterInterrupt)
            throws IOException {
        return DiskFailure.translated(
                path,
                () -> {
                    try {
                        return usual.run();
                    } catch (ClosedChannelException e) {
                        if (closed) {
                            throw e;
                        }
                        synchronized (spare) {
                            return afterInterrupt.run();
                        }
                    }
                });
    }

    private int readSpare(ByteBuffer target, long position) throws IOException {
        byte[] piece = new byte[target.remaining()];
        spare.seek(position);
        int count = spare.read(piece);
        if (count > 0) {
            target.put(piece, 0, count);
        }
        return count;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        refuseNegative(position);
        changing(() -> {
            pieces(source, position, channel::write);
            return source;
        });
    }

    @Override
    public void truncate(long size) throws IOException {
        refuseNegative(size);
        changing(() -> {
            long before = channel.size();
            if (size > before) {
                throw new IllegalArgumentException(
                        "%s has %d bytes and cannot be cut to %d".formatted(path, before, size));
            }
            return channel.truncate(size);
        });
    }

    @Override
    public void sync(boolean withSize) throws IOException {
        changing(() -> {
            channel.force(withSize);
            return channel;
        });
    }

    private <T> void changing(DiskFailure.Call<T> call) throws IOException {
        DiskFailure.translated(
                path,
                () -> {
                    try {
                        return call.run();
                    } catch (ClosedChannelException e) {
                        if (closed) {
                            throw e;
                        }
                        throw new IOException(
                                path
                                        + " was closed by the interrupt of a thread that used it;"
                                        + " what was not synced before is in doubt",
                                e);
                    }
                });
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try (spare;
                channel) {
            // Both are closed, even if one of them fails.
        }
    }

    /// Whether the interrupt of some thread has closed the channel.
    boolean interrupted() {
        return !closed && !channel.isOpen();
    }

    private static void pieces(ByteBuffer buffer, long position, Transfer transfer)
            throws IOException {
        int limit = buffer.limit();
        long at = position;
        try {
            while (buffer.position() < limit) {
                buffer.limit(Math.min(limit, buffer.position() + PIECE));
                int count = transfer.move(buffer, at);
                if (count < 0) {
                    return;
                }
                at += count;
            }
        } finally {
            buffer.limit(limit);
        }
    }

    /// Moves some bytes between a buffer and a position of the file; -1 at its end.
    private interface Transfer {
        int move(ByteBuffer buffer, long position) throws IOException;
    }

    private static void refuseNegative(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("negative position or size: " + position);
        }
    }
}
