package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenFilesTest {

    private final String before =
            Objects.requireNonNullElse(System.getProperty(GoldenFiles.REWRITE), "");
    @TempDir Path folder;

    @BeforeEach
    void compare() {
        System.setProperty(GoldenFiles.REWRITE, "false");
    }

    @AfterEach
    void restore() {
        System.setProperty(GoldenFiles.REWRITE, before);
    }

    @Test
    void acceptsWhatIsCommitted() throws IOException {
        var file = committed("a\nb\n");

        GoldenFiles.check(file, "a\nb\n");
        GoldenFiles.check(file, new byte[] {'a', '\n', 'b', '\n'});
    }

    @Test
    void showsTheLinesThatDifferAndTheCommand() throws IOException {
        var file = committed("one\ntwo\nthree\nfour\nfive\n");

        assertThatThrownBy(() -> GoldenFiles.check(file, "one\ntwo\n3\nfour\nfive\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("@@ line 3 @@\n  one\n  two\n- three\n+ 3\n  four\n  five\n")
                .hasMessageContaining(
                        "mvn -pl common-observability -am test -Dtest=GoldenFilesTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dpairplane.golden.rewrite=true");
    }

    @Test
    void showsOnlyTheBeginningOfALongDifference() throws IOException {
        var file = committed("");
        var text = IntStream.range(0, 100).mapToObj(i -> "l" + i).collect(Collectors.joining("\n"));

        assertThatThrownBy(() -> GoldenFiles.check(file, text))
                .hasMessageContaining("+ l39\n+ ... and 60 more lines");
    }

    @Test
    void saysWhenOnlyTheLineEndsDiffer() throws IOException {
        var file = committed("a\n");

        assertThatThrownBy(() -> GoldenFiles.check(file, "a"))
                .hasMessageContaining("only the line ends differ");
    }

    @Test
    void showsTheBytesAroundTheFirstDifference() throws IOException {
        var file = folder.resolve("bytes");
        Files.write(file, new byte[] {1, 2, 3});

        assertThatThrownBy(() -> GoldenFiles.check(file, new byte[] {1, 2, 4, 5}))
                .hasMessageContaining("first difference at offset 2; sizes 3 and 4")
                .hasMessageContaining("- from offset 0: 01 02 03")
                .hasMessageContaining("+ from offset 0: 01 02 04 05");
    }

    @Test
    void aMissingFileFailsWithTheCommand() {
        assertThatThrownBy(() -> GoldenFiles.check(folder.resolve("none"), "x"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("does not exist")
                .hasMessageContaining("-Dpairplane.golden.rewrite=true");
    }

    @Test
    void rewritesWhenAsked() {
        System.setProperty(GoldenFiles.REWRITE, "true");
        var file = folder.resolve("new/folder/file.txt");

        GoldenFiles.check(file, "fresh");

        assertThat(file).hasContent("fresh");
    }

    private Path committed(String text) throws IOException {
        var file = folder.resolve("golden.txt");
        Files.writeString(file, text);
        return file;
    }
}
