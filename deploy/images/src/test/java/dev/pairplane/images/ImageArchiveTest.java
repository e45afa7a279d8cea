package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {

    private static final String FROM_SCRATCH =
            """
            FROM scratch AS image
            COPY app /app
            COPY --from=empty --chown=1000:0 --chmod=0770 /empty /var
            COPY app/start app/plain.txt /copied/
            ENV B=2 A=1
            EXPOSE 9091 8080
            USER 1000
            ENTRYPOINT ["/app/start"]
            """;

    @TempDir private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        write("app/start", "run", "rwx------");
        write("app/plain.txt", "text", "rw-------");
        write("app/lib/more.txt", "more", "rw-rw-rw-");
        Files.createDirectories(folder.resolve("stage/empty/data"));
    }

    private void write(String name, String text, String permissions) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private Built built(String name, String dockerfile, String... more) throws IOException {
        List<String> all = new ArrayList<>(List.of("--stage", "empty=" + folder.resolve("stage")));
        all.addAll(List.of(more));
        return Built.of(folder, name, dockerfile, all.toArray(String[]::new));
    }

    @Test
    void theArchiveIsWhatTheDockerfileSays() throws Exception {
        Built built = built("a.tar", FROM_SCRATCH, "--label", "who=me");
        OciArchive image = built.image();

        assertThat(built.out())
                .isEqualTo(
                        "built example.com/team/thing:1.0 %s%n%s %,d bytes%n"
                                .formatted(
                                        built.archive(),
                                        image.digest(),
                                        Files.size(built.archive())));
        assertThat(built.err()).isEmpty();
        assertThat(image.config().path("created").asText()).isEqualTo(Built.CREATED);
        assertThat(image.config().path("os").asText()).isEqualTo("linux");
        assertThat(image.config("User").asText()).isEqualTo("1000");
        assertThat(image.config("Labels").path("who").asText()).isEqualTo("me");
        assertThat(image.config("Env")).extracting(JsonNode::asText).contains("A=1", "B=2");
        assertThat(image.config("Entrypoint"))
                .extracting(JsonNode::asText)
                .containsExactly("/app/start");
        assertThat(image.config("ExposedPorts").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("8080/tcp", "9091/tcp");
        assertThat(image.layers()).hasSize(3);
    }

    @Test
    void modesOwnersAndTimesDoNotDependOnWhoBuilds() throws Exception {
        OciArchive image = built("a.tar", FROM_SCRATCH).image();

        assertThat(lines(image, 0))
                .contains(
                        "app/ 755 0:0",
                        "app/start 755 0:0",
                        "app/plain.txt 644 0:0",
                        "app/lib/ 755 0:0",
                        "app/lib/more.txt 644 0:0");
        assertThat(lines(image, 1)).containsExactly("var/ 755 0:0", "var/data/ 770 1000:0");
        assertThat(lines(image, 2)).contains("copied/start 755 0:0", "copied/plain.txt 644 0:0");
        assertThat(image.layers().getFirst())
                .filteredOn(TarArchiveEntry::isFile)
                .extracting(TarArchiveEntry::getLastModifiedTime)
                .containsOnly(FileTime.from(Instant.parse(Built.CREATED)));
    }

    private static List<String> lines(OciArchive image, int layer) {
        return image.layers().get(layer).stream()
                .map(entry ->
                        "%s %o %d:%d"
                                .formatted(
                                        entry.getName(),
                                        entry.getMode() & 0777,
                                        entry.getLongUserId(),
                                        entry.getLongGroupId()))
                .toList();
    }

    @Test
    void theSameInputGivesTheSameDigest() throws Exception {
        String first = built("a.tar", FROM_SCRATCH).image().digest();
        Files.setLastModifiedTime(folder.resolve("app/plain.txt"), FileTime.fromMillis(0));
        write("app/plain.txt", "text", "rw-rw-r--");

        assertThat(built("b.tar", FROM_SCRATCH).image().digest()).isEqualTo(first);

        write("app/plain.txt", "tent", "rw-rw-r--");

        assertThat(built("c.tar", FROM_SCRATCH).image().digest()).isNotEqualTo(first);
    }

    /// What one archive holds can be the base of the next, as the OCI has it and as Docker does.
    @Test
    void anArchiveOfTheBaseIsTakenInEitherForm() throws Exception {
        Built base = built("base.tar", FROM_SCRATCH, "--label", "from=base");
        String ours = "FROM thing AS image\nCOPY app/start /ours\nUSER 7\n";

        OciArchive onOci =
                built("oci.tar", ours, "--base-archive", base.archive().toString()).image();
        OciArchive onDocker =
                built("docker.tar", ours, "--base-archive", asDocker(base).toString()).image();

        for (OciArchive image : List.of(onOci, onDocker)) {
            assertThat(image.layers()).hasSize(4);
            assertThat(image.config("Labels").path("from").asText()).isEqualTo("base");
            assertThat(image.config("User").asText()).isEqualTo("7");
            Path root = Files.createDirectories(folder.resolve("root-" + image.digest()));
            OciArchive.unpack(image.file(), root);
            assertThat(root.resolve("app/lib/more.txt")).hasContent("more");
            assertThat(root.resolve("ours")).hasContent("run").isExecutable();
        }
        assertThat(onOci.config("Labels").path("org.opencontainers.image.base.digest").asText())
                .isEqualTo(base.image().digest());
    }

    /// What `docker save` writes of the same image.
    private Path asDocker(Built base) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Path docker = folder.resolve("saved.tar");
        try (TarFile from = new TarFile(base.archive());
                TarArchiveOutputStream to =
                        new TarArchiveOutputStream(Files.newOutputStream(docker))) {
            JsonNode manifest = json.readTree(content(from, blob(base.image().digest())));
            List<String> layers = new ArrayList<>();
            for (JsonNode layer : manifest.path("layers")) {
                byte[] zipped = content(from, blob(layer.path("digest").asText()));
                layers.add(layers.size() + "/layer.tar");
                try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
                    put(to, layers.getLast(), plain.readAllBytes());
                }
            }
            put(to, "config.json", json.writeValueAsBytes(base.image().config()));
            Map<String, Object> image =
                    Map.of("Config", "config.json", "RepoTags", List.of("a:1"), "Layers", layers);
            put(to, "manifest.json", json.writeValueAsBytes(List.of(image)));
        }
        return docker;
    }

    private static String blob(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }

    private static byte[] content(TarFile tar, String name) throws IOException {
        TarArchiveEntry entry =
                tar.getEntries().stream()
                        .filter(e -> e.getName().equals(name))
                        .findFirst()
                        .orElseThrow();
        try (InputStream content = tar.getInputStream(entry)) {
            return content.readAllBytes();
        }
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /// Port 1 takes no connection anywhere.
    @Test
    void whereTheBaseCannotBeFetchedOurLayersAloneAreWrittenAndThatIsSaid() throws Exception {
        Built built = built("a.tar", "FROM 127.0.0.1:1/base:1 AS image\nCOPY app /app\n");

        assertThat(built.image().layers()).hasSize(1);
        assertThat(built.err().lines())
                .singleElement()
                .asString()
                .isEqualTo(
                        "example.com/team/thing:1.0 has our layers alone, and needs its base,"
                                + " 127.0.0.1:1/base:1, which cannot be fetched (127.0.0.1:1 does"
                                + " not answer); BASE_TAR names an archive of it");
    }

    @Test
    void whereSomethingIsMissingNothingIsWritten() throws Exception {
        Built first = built("a.tar", FROM_SCRATCH);
        String before = first.image().digest();

        Built missing = built("a.tar", "FROM scratch AS image\nCOPY app/other-* /app\n");
        Built stage = built("a.tar", "FROM scratch AS image\nCOPY --from=made /x /app\n");
        Built base =
                built(
                        "a.tar",
                        "FROM base AS image\nCOPY app /app\n",
                        "--base-archive",
                        folder.resolve("app/start").toString());

        assertThat(List.of(missing.exit(), stage.exit(), base.exit())).containsOnly(1);
        assertThat(missing.err()).contains("app/other-* is not there; package the service first");
        assertThat(stage.err()).contains("what stage 'made' makes is not given: --stage");
        assertThat(base.err().lines()).singleElement().asString().contains("app/start is");
        assertThat(OciArchive.read(first.archive()).digest()).isEqualTo(before);
    }
}
