package dev.pairplane.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarFile;

/// An archive of a base image. `docker save` writes a list of images, `manifest.json`, which is
/// what Jib reads; an OCI archive has an index instead, and is given such a list here.
///
/// @param file with a `manifest.json`
/// @param digest of the image, where the archive says it
record BaseArchive(Path file, Optional<String> digest) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LIST = "manifest.json";
    private static final String INDEX = "index.json";

    /// @param architecture the one to take where the archive has several, such as `amd64`
    /// @param folder takes a copy when one has to be made
    static BaseArchive of(Path archive, String architecture, Path folder)
            throws Failure, IOException {
        try (TarFile tar = new TarFile(archive)) {
            if (entry(tar, LIST).isPresent()) {
                return new BaseArchive(archive, digest(tar, architecture));
            }
            String digest =
                    digest(tar, architecture)
                            .orElseThrow(() ->
                                    new Failure(
                                            "%s is neither an OCI archive nor a Docker archive of an image for linux/%s"
                                                    .formatted(archive, architecture)));
            Path copy = folder.resolve("base.tar");
            writeDockerArchive(tar, json(tar, blob(digest)), copy);
            return new BaseArchive(copy, Optional.of(digest));
        } catch (IllegalArgumentException e) {
            throw new Failure("%s is no archive: %s".formatted(archive, e.getMessage()), e);
        }
    }

    private static void writeDockerArchive(TarFile tar, JsonNode manifest, Path to)
            throws IOException, Failure {
        ObjectNode image = JSON.createObjectNode();
        List<String> blobs = new ArrayList<>();
        blobs.add(blob(manifest.path("config").path("digest").asText()));
        image.put("Config", blobs.getFirst());
        for (JsonNode layer : manifest.path("layers")) {
            blobs.add(blob(layer.path("digest").asText()));
            image.withArray("Layers").add(blobs.getLast());
        }
        byte[] list = JSON.writeValueAsBytes(List.of(image));
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(to))) {
            TarArchiveEntry entry = new TarArchiveEntry(LIST);
            entry.setSize(list.length);
            out.putArchiveEntry(entry);
            out.write(list);
            out.closeArchiveEntry();
            for (String blob : blobs.stream().distinct().toList()) {
                TarArchiveEntry from = needed(tar, blob);
                TarArchiveEntry copy = new TarArchiveEntry(blob);
                copy.setSize(from.getSize());
                out.putArchiveEntry(copy);
                try (InputStream content = tar.getInputStream(from)) {
                    content.transferTo(out);
                }
                out.closeArchiveEntry();
            }
        }
    }

    /// The digest of the image for an architecture, when there is an OCI index that leads to it.
    private static Optional<String> digest(TarFile tar, String architecture)
            throws IOException, Failure {
        if (entry(tar, INDEX).isEmpty()) {
            return Optional.empty();
        }
        JsonNode index = json(tar, INDEX);
        while (true) {
            JsonNode chosen = chosen(index, architecture);
            String digest = chosen.path("digest").asText();
            String type = chosen.path("mediaType").asText();
            if (digest.isEmpty()) {
                return Optional.empty();
            }
            if (!type.contains("index") && !type.contains("list")) {
                return Optional.of(digest);
            }
            index = json(tar, blob(digest));
        }
    }

    private static JsonNode chosen(JsonNode index, String architecture) {
        for (JsonNode manifest : index.path("manifests")) {
            JsonNode platform = manifest.path("platform");
            if (platform.isMissingNode()
                    || (platform.path("os").asText().equals("linux")
                            && platform.path("architecture").asText().equals(architecture))) {
                return manifest;
            }
        }
        return JSON.missingNode();
    }

    private static String blob(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }

    private static JsonNode json(TarFile tar, String name) throws IOException, Failure {
        try (InputStream content = tar.getInputStream(needed(tar, name))) {
            return JSON.readTree(content);
        }
    }

    private static TarArchiveEntry needed(TarFile tar, String name) throws Failure {
        return entry(tar, name).orElseThrow(() -> new Failure("the base's archive lacks " + name));
    }

    /// Some tools begin names with a dot.
    private static Optional<TarArchiveEntry> entry(TarFile tar, String name) {
        return tar.getEntries().stream()
                .filter(entry -> entry.getName().replaceFirst("^\\./", "").equals(name))
                .findFirst();
    }
}
