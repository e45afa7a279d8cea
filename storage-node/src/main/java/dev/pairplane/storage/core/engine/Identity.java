package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// Whose directory this is: the file `IDENTITY`, three lines of text.
///
/// @param store the store's id, made when the directory was first used
/// @param nodeId the node that owns it
record Identity(UUID store, String nodeId) {

    private static final String FILE = "IDENTITY";
    private static final String TEMPORARY = "IDENTITY.tmp";
    private static final String FORMAT = "1";
    private static final int MAX_BYTES = 4096;

    static boolean exists(Directory root) throws IOException {
        return root.list().contains(FILE);
    }

    /// Reads the identity of a directory.
    static Identity read(Directory root) throws IOException, StartRefusedException {
        Map<String, String> fields = new HashMap<>();
        try (StoredFile file = root.open(FILE)) {
            ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
            file.read(bytes, 0);
            String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
            text.lines()
                    .filter(line -> line.contains("="))
                    .forEach(line -> {
                        int equals = line.indexOf('=');
                        fields.put(line.substring(0, equals), line.substring(equals + 1));
                    });
        }
        if (!FORMAT.equals(fields.get("format"))) {
            throw new StartRefusedException(
                    "%s/%s says format %s, this version reads format %s"
                            .formatted(root.path(), FILE, fields.get("format"), FORMAT));
        }
        String node = fields.getOrDefault("node", "");
        try {
            return new Identity(UUID.fromString(fields.getOrDefault("store", "")), node);
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(
                    root.path() + "/" + FILE + " is damaged: it holds no store id", e);
        }
    }

    /// Writes the identity, durably, in place of any before.
    void write(Directory root) throws IOException {
        if (root.list().contains(TEMPORARY)) {
            root.delete(TEMPORARY);
        }
        String text = "format=" + FORMAT + "\nstore=" + store + "\nnode=" + nodeId + "\n";
        try (StoredFile file = root.create(TEMPORARY)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            file.sync(true);
        }
        root.rename(TEMPORARY, FILE);
        root.sync();
    }
}
