package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarFile;

/// An OCI archive that was read back: sizes are compared, digests computed anew, and nothing lies
/// in it that nothing leads to.
///
/// @param digest of the manifest
/// @param layers the entries of each, the base's first
record OciArchive(Path file, String digest, JsonNode config, List<List<TarArchiveEntry>> layers) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Reads and checks it.
    static OciArchive read(Path file) throws IOException {
        return read(file, Optional.empty());
    }

    /// The same, and lays its layers over each other in a folder, owners left out.
    static OciArchive unpack(Path file, Path root) throws IOException {
        return read(file, Optional.of(root));
    }

    private static OciArchive read(Path file, Optional<Path> root) throws IOException {
        try (TarFile tar = new TarFile(file)) {
            Set<String> reached = new TreeSet<>(Set.of("oci-layout", "index.json"));
            assertThat(json(tar, "oci-layout").path("imageLayoutVersion").asText())
                    .isEqualTo("1.0.0");
            JsonNode index = json(tar, "index.json");
            assertThat(index.path("schemaVersion").asInt()).isEqualTo(2);
            assertThat(index.path("manifests")).hasSize(1);
            JsonNode first = index.path("manifests").path(0);
            assertThat(first.path("mediaType").asText())
                    .isEqualTo("application/vnd.oci.image.manifest.v1+json");
            JsonNode manifest = json(tar, checked(tar, first, reached));
            JsonNode config = json(tar, checked(tar, manifest.path("config"), reached));
            assertThat(manifest.at("/config/mediaType").asText())
                    .isEqualTo("application/vnd.oci.image.config.v1+json");
            List<List<TarArchiveEntry>> layers = new ArrayList<>();
            for (JsonNode layer : manifest.path("layers")) {
                assertThat(layer.path("mediaType").asText())
                        .isEqualTo("application/vnd.oci.image.layer.v1.tar+gzip");
                String unpacked = config.at("/rootfs/diff_ids").path(layers.size()).asText();
                layers.add(layer(tar, checked(tar, layer, reached), unpacked, root));
            }
            assertThat(config.at("/rootfs/diff_ids")).hasSameSizeAs(layers).isNotEmpty();
            assertThat(
                            tar.getEntries().stream()
                                    .filter(TarArchiveEntry::isFile)
                                    .map(TarArchiveEntry::getName))
                    .containsExactlyInAnyOrderElementsOf(reached);
            return new OciArchive(file, first.path("digest").asText(), config, layers);
        }
    }

    /// The blob that a descriptor leads to, whose size and digest it names.
    private static String checked(TarFile tar, JsonNode descriptor, Set<String> reached)
            throws IOException {
        String digest = descriptor.path("digest").asText();
        String blob = "blobs/" + digest.replace(':', '/');
        assertThat(entry(tar, blob).getSize()).isEqualTo(descriptor.path("size").asLong());
        MessageDigest seen = sha256();
        try (InputStream content = new DigestInputStream(content(tar, blob), seen)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        assertThat(hex(seen)).isEqualTo(digest);
        reached.add(blob);
        return blob;
    }

    /// Values of the configuration that are texts by name, such as labels.
    JsonNode config(String name) {
        return config.path("config").path(name);
    }

    private static List<TarArchiveEntry> layer(
            TarFile tar, String blob, String digest, Optional<Path> root) throws IOException {
        List<TarArchiveEntry> entries = new ArrayList<>();
        MessageDigest seen = sha256();
        try (InputStream content =
                        new DigestInputStream(new GZIPInputStream(content(tar, blob)), seen);
                TarArchiveInputStream layer = new TarArchiveInputStream(content)) {
            for (TarArchiveEntry entry = layer.getNextEntry();
                    entry != null;
                    entry = layer.getNextEntry()) {
                entries.add(entry);
                if (root.isPresent()) {
                    unpack(entry, layer, root.orElseThrow());
                }
            }
            content.transferTo(OutputStream.nullOutputStream());
        }
        assertThat(hex(seen)).as("what the layer unpacks to").isEqualTo(digest);
        return entries;
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path root)
            throws IOException {
        Path to = root.resolve(entry.getName()).normalize();
        assertThat(to).startsWithRaw(root);
        assertThat(to.getFileName().toString())
                .as("deletes what is below")
                .doesNotStartWith(".wh.");
        if (entry.isDirectory()) {
            Files.createDirectories(to);
        } else {
            assertThat(entry.isFile()).as(entry.getName()).isTrue();
            try (OutputStream out = Files.newOutputStream(to)) {
                content.transferTo(out);
            }
            // The JVM ignores its cache when a jar has another time.
            Files.setLastModifiedTime(to, FileTime.from(entry.getLastModifiedDate().toInstant()));
        }
        Files.setPosixFilePermissions(to, permissions(entry.getMode()));
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] highestFirst = PosixFilePermission.values();
        for (int i = 0; i < highestFirst.length; i++) {
            if ((mode & (1 << (highestFirst.length - 1 - i))) != 0) {
                permissions.add(highestFirst[i]);
            }
        }
        return permissions;
    }

    private static JsonNode json(TarFile tar, String name) throws IOException {
        try (InputStream content = content(tar, name)) {
            return JSON.readTree(content);
        }
    }

    private static InputStream content(TarFile tar, String name) throws IOException {
        return tar.getInputStream(entry(tar, name));
    }

    private static TarArchiveEntry entry(TarFile tar, String name) {
        return tar.getEntries().stream()
                .filter(entry -> entry.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the archive lacks " + name));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(MessageDigest digest) {
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }
}
