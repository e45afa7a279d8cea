package dev.pairplane.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class BinariesTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, /postgres-linux-x86_64.txz",
        "Linux, aarch64, /postgres-linux-arm_64.txz",
        "Mac OS X, aarch64, /postgres-darwin-arm_64.txz",
        "Mac OS X, x86_64, /postgres-darwin-x86_64.txz",
        "Plan 9, mips, /postgres-plan 9-mips.txz"
    })
    void knowsWhatTheArchiveOfAMachineIsCalled(String system, String architecture, String archive) {
        assertThat(Binaries.archive(system, architecture)).isEqualTo(archive);
    }

    @Test
    void saysInOneLineThatThereIsNoneForThisMachine() {
        assertThatThrownBy(() ->
                        Binaries.unpack(folder.resolve("server"), "/postgres-plan-9.txz", null))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "there is no PostgreSQL for this machine (postgres-plan-9.txz): it runs on"
                            + " Linux and macOS, on x86-64 and arm64, and has to be built there");
    }

    @Test
    void knowsItsVersion() throws Exception {
        assertThat(Binaries.version()).matches("18\\.\\d+\\.\\d+");
    }

    @Test
    void unpacksProgramsAndLinks() throws Exception {
        byte[] archive =
                archive(tar -> {
                    file(tar, "bin/postgres", 0755);
                    file(tar, "share/text", 0644);
                    link(tar, "lib/short", "../share/text");
                });

        Binaries binaries = unpack(archive);

        assertThat(Files.isExecutable(binaries.postgres())).isTrue();
        assertThat(Files.isExecutable(binaries.directory().resolve("share/text"))).isFalse();
        assertThat(binaries.directory().resolve("lib/short")).hasContent("share/text");
        // What is there is left alone.
        assertThat(Binaries.unpack(binaries.directory(), "/none", null)).isEqualTo(binaries);
    }

    @Test
    void leavesNothingOfAnArchiveThatLeadsElsewhere() throws Exception {
        assertThatThrownBy(() -> unpack(archive(tar -> file(tar, "../evil", 0644))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leads elsewhere");
        assertThatThrownBy(() -> unpack(archive(tar -> link(tar, "lib", "../../evil"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leads elsewhere");
        assertThatThrownBy(() -> unpack("no archive".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private Binaries unpack(byte[] archive) throws IOException {
        return Binaries.unpack(
                folder.resolve("server"), "/test.txz", new ByteArrayInputStream(archive));
    }

    private interface Content {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    private static byte[] archive(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(0)))) {
            content.write(tar);
        }
        return bytes.toByteArray();
    }

    /// A file that has its own name in it.
    private static void file(TarArchiveOutputStream tar, String name, int mode) throws IOException {
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream tar, String name, String to)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(to);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }
}
