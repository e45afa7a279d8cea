package dev.pairplane.storage.core.wal;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.FileHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.UUID;

/// A segment of the log as its header describes it.
///
/// @param name of its file
/// @param size of its file in bytes, prepared room included
/// @param firstSeq the sequence number of the first record that it may hold
/// @param createdMs wall clock when it was begun, ms since the epoch
public record SegmentFacts(String name, long size, long firstSeq, long createdMs) {
    private static final int PIECE = 64 << 10;

    /// Reads them.
    ///
    /// @throws dev.pairplane.storage.core.framing.CorruptFileException when the header is damaged
    /// @throws java.nio.file.NoSuchFileException when there is no such segment
    public static SegmentFacts read(Directory directory, long number, UUID store)
            throws IOException {
        try (StoredFile file = directory.open(Segments.name(number))) {
            FileHeader header = FileHeader.read(file, FileHeader.Kind.SEGMENT, number, store);
            return new SegmentFacts(
                    file.name(), file.size(), header.firstSeq(), header.createdMs());
        }
    }

    /// The name of a segment's file.
    public static String name(long number) {
        return Segments.name(number);
    }

    /// Where the first byte is that is not zero.
    ///
    /// @param from where to begin, in bytes
    /// @return empty when all are zero to the end of the file
    public static OptionalLong firstWritten(Directory directory, long number, long from)
            throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try (StoredFile file = directory.open(Segments.name(number))) {
            long at = from;
            int read = file.read(piece, at);
            while (read > 0) {
                for (int i = 0; i < read; i++) {
                    if (piece.get(i) != 0) {
                        return OptionalLong.of(at + i);
                    }
                }
                at += read;
                read = file.read(piece.clear(), at);
            }
            return OptionalLong.empty();
        }
    }
}
