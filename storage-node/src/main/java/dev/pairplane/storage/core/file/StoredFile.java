package dev.pairplane.storage.core.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/// An open file, read and written at explicit positions.
///
/// Reads are safe from any thread, and survive the interrupt of any thread; writes, truncation and
/// syncs are the caller's to order, and to keep off threads that may be interrupted. After [#close]
/// every call but `name` throws [java.nio.channels.ClosedChannelException].
public interface StoredFile extends AutoCloseable {

    /// The file's name in its directory when it was opened.
    String name();

    /// The current size in bytes, unsynced growth included.
    long size() throws IOException;

    /// Fills `target` from `position` on, as far as the file goes.
    ///
    /// @return the bytes read, less than asked for only at the end of the file; 0 past it
    int read(ByteBuffer target, long position) throws IOException;

    /// Writes all of `source` at `position`, growing the file when needed.
    ///
    /// When it throws, any part of the range may have been written.
    void write(ByteBuffer source, long position) throws IOException;

    /// Cuts the file to `size`, which is not above the current size.
    void truncate(long size) throws IOException;

    /// Makes all earlier writes durable.
    ///
    /// A sync that throws has lost what it should have made durable, and a later one that succeeds
    /// says nothing about it: pages may have been marked clean. Callers must not go on with the
    /// file.
    ///
    /// @param withSize also make a grown or cut size durable (`fsync` rather than `fdatasync`)
    void sync(boolean withSize) throws IOException;

    @Override
    void close() throws IOException;
}
