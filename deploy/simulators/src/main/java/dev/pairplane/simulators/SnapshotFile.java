package dev.pairplane.simulators;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// What all simulators remember, in one JSON file that is replaced as a whole. For one thread.
final class SnapshotFile {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;

    /// Makes the folder where needed.
    ///
    /// @throws IOException when it cannot be made
    SnapshotFile(Path directory) throws IOException {
        Files.createDirectories(directory);
        this.file = directory.resolve("simulators.json");
    }

    /// What was written last, an empty object when nothing ever was.
    ///
    /// @throws IOException when there is a file and it cannot be read
    JsonNode read() throws IOException {
        if (!Files.exists(file)) {
            return MAPPER.createObjectNode();
        }
        try {
            return Optional.ofNullable(MAPPER.readTree(Files.readAllBytes(file)))
                    .orElseGet(MAPPER::createObjectNode);
        } catch (JacksonException e) {
            throw new IOException(file + " is no snapshot; remove it to begin anew", e);
        }
    }

    /// Replaces the file: a reader, and a process that dies here, sees the old or the new one.
    ///
    /// @throws IOException when it cannot be written; the old one is still there
    void write(ObjectNode snapshot) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(temporary, MAPPER.writeValueAsBytes(snapshot));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    static ObjectNode empty() {
        return MAPPER.createObjectNode();
    }
}
