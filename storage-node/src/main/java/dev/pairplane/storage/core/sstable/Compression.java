package dev.pairplane.storage.core.sstable;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.Decompressor;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.util.function.Supplier;

/// How the bytes of a block are compressed. The codes are part of the format.
public enum Compression {
    /// Not at all.
    NONE(0),
    /// LZ4, block format.
    LZ4(1),
    /// Zstandard, one frame without a dictionary.
    ZSTD(2);

    private final int code;

    Compression(int code) {
        this.code = code;
    }

    /// What stands for it in a file.
    int code() {
        return code;
    }

    static Compression of(int code) throws MalformedBlockException {
        return switch (code) {
            case 0 -> NONE;
            case 1 -> LZ4;
            case 2 -> ZSTD;
            default -> throw new MalformedBlockException("compression " + code + " is not known");
        };
    }

    /// A compressor for one thread; none for [#NONE].
    Compressor newCompressor() {
        // The Java variants by name: the libraries' own choice would load native code.
        Supplier<Compressor> supplier =
                switch (this) {
                    case NONE -> throw new IllegalStateException("nothing is compressed");
                    case LZ4 -> Lz4JavaCompressor::new;
                    case ZSTD -> ZstdJavaCompressor::new;
                };
        return supplier.get();
    }

    /// Writes exactly `length` decompressed bytes to the start of `target`.
    void decompress(byte[] source, int offset, int stored, byte[] target, int length)
            throws MalformedBlockException {
        if (this == NONE) {
            if (stored != length) {
                throw new MalformedBlockException(
                        "%d bytes stored as they are, and %d announced".formatted(stored, length));
            }
            System.arraycopy(source, offset, target, 0, length);
            return;
        }
        Decompressor decompressor =
                this == LZ4 ? new Lz4JavaDecompressor() : new ZstdJavaDecompressor();
        int written;
        try {
            written = decompressor.decompress(source, offset, stored, target, 0, length);
        } catch (MalformedInputException e) {
            throw new MalformedBlockException("it cannot be decompressed: " + e.getMessage());
        }
        if (written != length) {
            throw new MalformedBlockException(
                    "%d bytes decompressed, and %d announced".formatted(written, length));
        }
    }
}
