package dev.pairplane.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The directory where one launcher keeps its children's data and logs between runs.
///
/// Only one launcher has it open at a time: the lock is the operating system's, and goes with the
/// process however that ends.
final class StateDirectory implements AutoCloseable {

    private static final String LOCK = "launcher.lock";
    private static final String LOGS = "logs";

    /// What a launcher makes here. Other tools keep things beside it, which [#wipe] leaves alone.
    private static final Pattern OWNED =
            Pattern.compile(
                    LOGS
                            + "|storage-node-\\d+|simulators|difftracker|kubeconfig|postgres|receiver|publishing-queue");

    private final Path path;
    private final FileChannel channel;

    private StateDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Makes the directory when needed, and locks it.
    static StateDirectory open(Path path) throws Failure {
        FileChannel channel = openLockFile(path);
        try {
            if (lock(channel) == null) {
                String owner = new String(readAll(channel), StandardCharsets.UTF_8).strip();
                channel.close();
                throw new Failure(
                        "another launcher%s uses %s: stop it first (Ctrl-C in its terminal)"
                                .formatted(
                                        owner.isEmpty() ? "" : " (process " + owner + ")", path));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(
                            Long.toString(ProcessHandle.current().pid())
                                    .getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw unusable(path, e);
        }
        return new StateDirectory(path, channel);
    }

    private static FileChannel openLockFile(Path path) throws Failure {
        try {
            Files.createDirectories(path);
            return FileChannel.open(
                    path.resolve(LOCK),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static byte[] readAll(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Long.SIZE);
        channel.read(buffer, 0);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static Failure unusable(Path path, IOException cause) {
        return new Failure(
                "the state directory %s cannot be written (%s): make it a directory of yours"
                        .formatted(path, cause));
    }

    Path path() {
        return path;
    }

    /// An own directory for a child, made when needed.
    Path home(String child) throws Failure {
        return makeDirectory(child);
    }

    /// The path of a child's log for this run; the log of the run before is kept beside it.
    Path freshLog(String child) throws Failure {
        Path logs = makeDirectory(LOGS);
        Path log = logs.resolve(child + ".log");
        try {
            if (Files.exists(log)) {
                Files.move(log, previous(log), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw unusable(logs, e);
        }
        return log;
    }

    /// Where the older part of a log goes.
    static Path previous(Path log) {
        String name = log.getFileName().toString();
        return log.resolveSibling(name.replaceFirst("\\.log$", ".previous.log"));
    }

    /// Removes the data and logs of earlier runs, and nothing else.
    void wipe() throws Failure {
        List<Path> owned;
        try (Stream<Path> entries = Files.list(path)) {
            owned =
                    entries.filter(entry -> OWNED.matcher(entry.getFileName().toString()).matches())
                            .toList();
        } catch (IOException e) {
            throw unusable(path, e);
        }
        for (Path entry : owned) {
            delete(entry);
        }
    }

    private Path makeDirectory(String name) throws Failure {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw unusable(path.resolve(name), e);
        }
    }

    private static void delete(Path tree) throws Failure {
        try {
            // Links are removed, not followed: what they lead to is not the launcher's.
            Files.walkFileTree(
                    tree,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.delete(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path directory, @Nullable IOException failure) throws IOException {
                            if (failure != null) {
                                throw failure;
                            }
                            Files.delete(directory);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw unusable(tree, e);
        }
    }

    @Override
    public void close() throws Failure {
        try {
            channel.close();
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }
}
