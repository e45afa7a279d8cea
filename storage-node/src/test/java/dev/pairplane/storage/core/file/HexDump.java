package dev.pairplane.storage.core.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/// Files as text, for golden files.
public final class HexDump {
    private static final int ROW = 16;

    private HexDump() {}

    /// Rows of 16 bytes after their offset; rows of zeros are left out.
    public static String of(StoredFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        file.read(bytes, 0);
        StringBuilder text = new StringBuilder("size " + file.size() + "\n");
        HexFormat hex = HexFormat.ofDelimiter(" ");
        byte[] zeros = new byte[ROW];
        for (int at = 0; at < bytes.capacity(); at += ROW) {
            byte[] row = new byte[Math.min(ROW, bytes.capacity() - at)];
            bytes.get(at, row);
            if (!Arrays.equals(row, zeros)) {
                text.append("%08x  %s\n".formatted(at, hex.formatHex(row)));
            }
        }
        return text.toString();
    }
}
