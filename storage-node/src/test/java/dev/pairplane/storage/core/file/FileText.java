package dev.pairplane.storage.core.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Reads and writes files of either disk as Latin-1 text, one character per byte.
public final class FileText {
    private FileText() {}

    public static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static void put(StoredFile file, long position, String text) throws IOException {
        file.write(bytes(text), position);
    }

    public static String text(StoredFile file) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.size()));
        file.read(content, 0);
        return new String(content.array(), 0, content.position(), StandardCharsets.ISO_8859_1);
    }

    public static String text(Directory directory, String name) throws IOException {
        try (StoredFile file = directory.open(name)) {
            return text(file);
        }
    }

    public static StoredFile file(Directory directory, String name, String text)
            throws IOException {
        StoredFile file = directory.create(name);
        put(file, 0, text);
        return file;
    }

    /// Creates a file whose content, size and name are durable.
    public static StoredFile durable(Directory directory, String name, String text)
            throws IOException {
        StoredFile file = file(directory, name, text);
        file.sync(true);
        directory.sync();
        return file;
    }
}
