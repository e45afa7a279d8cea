package dev.pairplane.storage.core.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// An open file of a [FaultDisk]; it stays usable when its name goes away.
final class FaultFile implements StoredFile {
    private final FaultDisk disk;
    private final String name;
    private final String path;
    private final Inode file;
    private volatile boolean closed;

    FaultFile(FaultDisk disk, NameTable.Name entry, Inode file) {
        this.disk = disk;
        this.name = entry.name();
        this.path = entry.path();
        this.file = file;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() throws IOException {
        refuseClosed();
        return disk.inspect(DiskOperation.READ, path, file::size);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        refuseNegative(position);
        refuseClosed();
        return disk.inspect(
                DiskOperation.READ,
                path,
                () -> {
                    long available = Math.max(0, file.size() - position);
                    int length = (int) Math.min(target.remaining(), available);
                    int limit = target.limit();
                    target.limit(target.position() + length);
                    file.read(target, position);
                    target.limit(limit);
                    return length;
                });
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        refuseNegative(position);
        refuseClosed();
        disk.mutate(
                DiskOperation.WRITE,
                path,
                source.remaining() + " bytes at " + position,
                fault -> {
                    long fits = disk.reachable(file, position + source.remaining()) - position;
                    int length = Math.clamp(fits, 0, source.remaining());
                    boolean full = length < source.remaining();
                    writeFirst(source, position, fault == null ? length : arriving(fault, length));
                    if (fault != null) {
                        throw FaultRules.exception(fault, path);
                    }
                    if (full) {
                        throw new DiskFullException(path, null);
                    }
                    return length;
                });
    }

    private static int arriving(FaultRules.Fault fault, int length) {
        return switch (fault) {
            case FaultRules.Fault.ShortWrite(int bytes) -> Math.min(bytes, length);
            case FaultRules.Fault.IoError _, FaultRules.Fault.DiskFull _ -> 0;
        };
    }

    private void writeFirst(ByteBuffer source, long position, int length) {
        int limit = source.limit();
        source.limit(source.position() + length);
        file.write(source, position);
        source.limit(limit);
    }

    @Override
    public void truncate(long size) throws IOException {
        refuseNegative(size);
        refuseClosed();
        disk.mutate(
                DiskOperation.TRUNCATE,
                path,
                "to " + size,
                fault -> {
                    check(fault);
                    if (size > file.size()) {
                        throw new IllegalArgumentException(
                                "%s has %d bytes and cannot be cut to %d"
                                        .formatted(path, file.size(), size));
                    }
                    file.truncate(size);
                    return size;
                });
    }

    @Override
    public void sync(boolean withSize) throws IOException {
        refuseClosed();
        disk.mutate(
                DiskOperation.SYNC,
                path,
                withSize ? "with size" : "data only",
                fault -> {
                    if (fault != null) {
                        file.loseUnsynced(withSize);
                        throw FaultRules.exception(fault, path);
                    }
                    file.sync(withSize);
                    return path;
                });
    }

    @Override
    public void close() {
        closed = true;
    }

    private void check(FaultRules.@Nullable Fault fault) throws IOException {
        if (fault != null) {
            throw FaultRules.exception(fault, path);
        }
    }

    private void refuseClosed() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private static void refuseNegative(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("negative position or size: " + position);
        }
    }
}
