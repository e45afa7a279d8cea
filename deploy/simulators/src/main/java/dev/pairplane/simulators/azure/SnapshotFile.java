package dev.pairplane.simulators.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// The state in a file, which always holds a whole one.
record SnapshotFile(Path path) {

    private static final JsonMapper JSON = new JsonMapper();

    Optional<JsonNode> read() throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(Files.readAllBytes(path)));
        } catch (JsonProcessingException e) {
            throw new IOException(path + " is no snapshot of the simulator: remove it", e);
        }
    }

    void write(JsonNode snapshot) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path part = path.resolveSibling(path.getFileName() + ".part");
        Files.write(part, JSON.writeValueAsBytes(snapshot));
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
