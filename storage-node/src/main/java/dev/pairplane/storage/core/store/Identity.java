package dev.pairplane.storage.core.store;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;

/// Whose directory this is: the file `IDENTITY`, four lines of text, the last of which is a CRC-32C
/// of those before.
///
/// @param store the store's id, made when the directory was first used
/// @param nodeId the node that owns it
public record Identity(UUID store, String nodeId) {

    private static final String FILE = "IDENTITY";
    private static final String TEMPORARY = "IDENTITY.tmp";
    private static final String FORMAT = "1";
    private static final String FORMAT_FIELD = "format";
    private static final String STORE_FIELD = "store";
    private static final String NODE_FIELD = "node";
    private static final String CHECK_FIELD = "check";
    private static final int MAX_BYTES = 4096;

    /// Whether the directory has one.
    public static boolean exists(Directory root) throws IOException {
        return root.list().contains(FILE);
    }

    /// Reads the identity of a directory.
    ///
    /// @throws CorruptFileException when it is damaged
    /// @throws FileHeader.IncompatibleFileException when a newer version wrote it
    public static Identity read(Directory root) throws IOException {
        String text = text(root);
        Map<String, String> fields = new HashMap<>();
        for (String line : text.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals < 0
                    || fields.put(line.substring(0, equals), line.substring(equals + 1)) != null) {
                throw new CorruptFileException(FILE, 0, "it has a line that is none of its own");
            }
        }
        if (!FORMAT.equals(fields.get(FORMAT_FIELD))) {
            throw new FileHeader.IncompatibleFileException(
                    root.path() + "/" + FILE,
                    "it says format %s, this version reads format %s"
                            .formatted(fields.get(FORMAT_FIELD), FORMAT));
        }
        check(text, fields);
        try {
            return new Identity(
                    UUID.fromString(fields.getOrDefault(STORE_FIELD, "")),
                    fields.getOrDefault(NODE_FIELD, ""));
        } catch (IllegalArgumentException e) {
            CorruptFileException damage = new CorruptFileException(FILE, 0, "it names no store");
            damage.initCause(e);
            throw damage;
        }
    }

    private static String text(Directory root) throws IOException {
        try (StoredFile file = root.open(FILE)) {
            ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
            file.read(bytes, 0);
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }

    /// Early versions wrote no checksum: then nothing may look like one.
    private static void check(String text, Map<String, String> fields) throws CorruptFileException {
        int at = text.lastIndexOf("\n" + CHECK_FIELD + "=") + 1;
        String check = fields.get(CHECK_FIELD);
        boolean right =
                check == null
                        ? !text.contains(CHECK_FIELD + "=") && fields.size() == 3
                        : fields.size() == 4 && check.equals(checksum(text.substring(0, at)));
        if (!right) {
            throw new CorruptFileException(FILE, 0, "its checksum is wrong");
        }
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }

    /// Writes the identity, durably, in place of any before.
    public void write(Directory root) throws IOException {
        if (root.list().contains(TEMPORARY)) {
            root.delete(TEMPORARY);
        }
        String text =
                "%s=%s\n%s=%s\n%s=%s\n"
                        .formatted(FORMAT_FIELD, FORMAT, STORE_FIELD, store, NODE_FIELD, nodeId);
        String checked = "%s%s=%s\n".formatted(text, CHECK_FIELD, checksum(text));
        try (StoredFile file = root.create(TEMPORARY)) {
            file.write(ByteBuffer.wrap(checked.getBytes(StandardCharsets.UTF_8)), 0);
            file.sync(true);
        }
        root.rename(TEMPORARY, FILE);
        root.sync();
    }
}
