package dev.pairplane.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Copies a child's output to a file, line by line with the child's name before each, on a thread
/// of its own, and remembers the last lines.
///
/// When the disk refuses the file, the copying goes on without it: a child must never stand still
/// because nobody reads what it says.
final class OutputLog {

    /// What stays readable in an editor; a file that reaches it becomes the previous one.
    static final long LIMIT = 64L << 20;

    /// Enough for the frames of one exception that tell where it comes from.
    private static final int REMEMBERED = 20;

    private final String prefix;
    private final Path file;
    private final long limit;
    private final Deque<String> last = new ArrayDeque<>();
    private final Thread thread;

    private OutputLog(String child, Path file, long limit, BufferedReader output) {
        this.prefix = "[" + child + "] ";
        this.file = file;
        this.limit = limit;
        this.thread =
                Thread.ofPlatform()
                        .name("output-of-" + child)
                        .daemon()
                        .unstarted(() -> copy(output));
    }

    /// Begins to copy, to the end of the file, until the output ends.
    static OutputLog start(String child, Path file, long limit, BufferedReader output) {
        OutputLog log = new OutputLog(child, file, limit, output);
        log.thread.start();
        return log;
    }

    /// The last lines so far, oldest first, without the prefix.
    List<String> lastLines() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    /// Waits until the output has ended and everything is in the file.
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return thread.join(atMost);
    }

    private void copy(BufferedReader output) {
        try {
            while (copyOneFile(output)) {
                Files.move(
                        file, StateDirectory.previous(file), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException | UncheckedIOException e) {
            remember("(the log file " + file + " failed: " + e + ")");
            drain(output);
        }
    }

    /// Whether the file is full; otherwise the output has ended.
    private boolean copyOneFile(BufferedReader output) throws IOException {
        long size = Files.exists(file) ? Files.size(file) : 0;
        try (Writer writer =
                Files.newBufferedWriter(
                        file,
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND)) {
            String line = output.readLine();
            while (line != null) {
                remember(line);
                writer.write(prefix + line + "\n");
                writer.flush();
                size += prefix.length() + line.length() + 1;
                if (size >= limit) {
                    return true;
                }
                line = output.readLine();
            }
            return false;
        }
    }

    private void drain(BufferedReader output) {
        try {
            String line = output.readLine();
            while (line != null) {
                remember(line);
                line = output.readLine();
            }
        } catch (IOException e) {
            remember("(the output ended: " + e + ")");
        }
    }

    private void remember(String line) {
        synchronized (last) {
            if (last.size() == REMEMBERED) {
                last.removeFirst();
            }
            last.addLast(line);
        }
    }
}
