package dev.pairplane.storage.core.sstable;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.pairplane.storage.core.file.StoredFile;
import io.airlift.compress.v3.Compressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Appends blocks to a table's file in large writes. For one thread.
final class BlockSink {
    private static final int BUFFER = 256 << 10;

    private final StoredFile file;
    private final long number;
    private final Compression compression;
    private final @Nullable Compressor compressor;
    private final HashStream64 digest = Hashing.xxh3_64().hashStream();
    private byte[] buffer = new byte[BUFFER];
    private int buffered;
    private long written;
    private int largestRaw;

    BlockSink(StoredFile file, long number, Compression compression) {
        this.file = file;
        this.number = number;
        this.compression = compression;
        this.compressor = compression == Compression.NONE ? null : compression.newCompressor();
    }

    /// Appends a block, compressed where that saves an eighth.
    ///
    /// @param raw its bytes, of which the first `length` count
    /// @param compressible whether to try
    BlockHandle append(byte[] raw, int length, boolean compressible) throws IOException {
        largestRaw = Math.max(largestRaw, length);
        long offset = position();
        Compressor used = compressible ? compressor : null;
        int most = used == null ? length : Math.max(length, used.maxCompressedLength(length));
        room(most + BlockFormat.TRAILER);
        int stored = 0;
        Compression applied = compression;
        if (used != null) {
            stored =
                    used.compress(
                            raw, 0, length, buffer, buffered, used.maxCompressedLength(length));
        }
        if (used == null || stored > length - length / 8) {
            System.arraycopy(raw, 0, buffer, buffered, length);
            stored = length;
            applied = Compression.NONE;
        }
        BlockFormat.seal(buffer, buffered, stored, applied, length, number, offset);
        buffered += stored + BlockFormat.TRAILER;
        return new BlockHandle(offset, stored);
    }

    /// Appends bytes that are no block.
    void appendBare(byte[] bytes) throws IOException {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, buffered, bytes.length);
        buffered += bytes.length;
    }

    private void room(int more) throws IOException {
        if (buffered + more <= buffer.length) {
            return;
        }
        flush();
        if (more > buffer.length) {
            buffer = new byte[more];
        } else if (buffer.length > BUFFER && more <= BUFFER) {
            buffer = new byte[BUFFER];
        }
    }

    /// Hands everything to the file; it is not durable by that.
    void flush() throws IOException {
        file.write(ByteBuffer.wrap(buffer, 0, buffered), written);
        digest.putBytes(buffer, 0, buffered);
        written += buffered;
        buffered = 0;
    }

    /// Where the next block will start.
    long position() {
        return written + buffered;
    }

    /// XXH3-64 of all bytes that were handed to the file.
    long digest() {
        return digest.getAsLong();
    }

    /// The length of the largest block before compression.
    int largestRaw() {
        return largestRaw;
    }
}
