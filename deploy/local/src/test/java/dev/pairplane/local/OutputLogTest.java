package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLogTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path directory;

    @Test
    void writesEachLineWithItsNameBehindWhatIsThere() throws Exception {
        Path file = Files.writeString(directory.resolve("node.log"), "before\n");

        OutputLog log = OutputLog.start("node", file, OutputLog.LIMIT, lines(2));

        assertThat(log.awaitEnd(LONG)).isTrue();
        assertThat(file).hasContent("before\n[node] line 0\n[node] line 1\n");
    }

    @Test
    void remembersTheLastTwentyLines() throws Exception {
        OutputLog log =
                OutputLog.start("node", directory.resolve("node.log"), OutputLog.LIMIT, lines(50));

        assertThat(log.awaitEnd(LONG)).isTrue();
        assertThat(log.lastLines()).hasSize(20).startsWith("line 30").endsWith("line 49");
    }

    @Test
    void beginsANewFileWhenOneIsFull() throws Exception {
        Path file = directory.resolve("node.log");

        // A line takes 14 bytes, with the name before it and the end of line.
        OutputLog log = OutputLog.start("node", file, 28, lines(5));

        assertThat(log.awaitEnd(LONG)).isTrue();
        assertThat(directory.resolve("node.previous.log"))
                .hasContent("[node] line 2\n[node] line 3\n");
        assertThat(file).hasContent("[node] line 4\n");
    }

    @Test
    void goesOnReadingWhenTheFileCannotBeWritten() throws Exception {
        OutputLog log =
                OutputLog.start(
                        "node", directory.resolve("absent/node.log"), OutputLog.LIMIT, lines(3));

        assertThat(log.awaitEnd(LONG)).isTrue();
        assertThat(log.lastLines()).hasSize(4).endsWith("line 2");
        assertThat(log.lastLines().getFirst()).contains("absent/node.log failed");
    }

    private static BufferedReader lines(int count) {
        return new BufferedReader(
                Reader.of(
                        IntStream.range(0, count)
                                .mapToObj(i -> "line " + i + "\n")
                                .collect(Collectors.joining())));
    }
}
