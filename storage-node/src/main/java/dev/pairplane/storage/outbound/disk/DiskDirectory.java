package dev.pairplane.storage.outbound.disk;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A directory, by its real path.
final class DiskDirectory implements Directory {
    private final Path path;
    private final boolean readOnly;

    /// @param path an existing directory, free of symbolic links
    DiskDirectory(Path path) {
        this(path, false);
    }

    /// @param readOnly whether files are opened for reading only
    DiskDirectory(Path path, boolean readOnly) {
        this.path = path;
        this.readOnly = readOnly;
    }

    @Override
    public StoredFile create(String name) throws IOException {
        return DiskFile.create(entry(name));
    }

    @Override
    public StoredFile open(String name) throws IOException {
        Path file = entry(name);
        HeldLock.refuseHeld(file);
        return readOnly ? DiskFile.openForReading(file) : DiskFile.open(file);
    }

    @Override
    public List<String> list() throws IOException {
        return DiskFailure.translated(
                path,
                () -> {
                    List<String> names = new ArrayList<>();
                    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                        for (Path entry : entries) {
                            if (isFile(entry)) {
                                names.add(String.valueOf(entry.getFileName()));
                            }
                        }
                    } catch (DirectoryIteratorException e) {
                        throw e.getCause();
                    }
                    return names.stream().sorted().toList();
                });
    }

    @Override
    public void rename(String from, String to) throws IOException {
        relink(entry(from), entry(to));
    }

    @Override
    public void move(String name, Directory target) throws IOException {
        if (!(target instanceof DiskDirectory other)) {
            throw new IllegalArgumentException(target.path() + " is not on the same disk");
        }
        relink(entry(name), other.entry(name));
    }

    @Override
    public void link(String name, Directory target) throws IOException {
        if (!(target instanceof DiskDirectory other)) {
            throw new IllegalArgumentException(target.path() + " is not on the same disk");
        }
        Path from = entry(name);
        Path to = other.entry(name);
        requireFile(from);
        DiskFailure.translated(
                to,
                () -> {
                    try {
                        return Files.createLink(to, from);
                    } catch (UnsupportedOperationException e) {
                        throw new IOException(to + ": the file system has no links", e);
                    }
                });
    }

    private static void relink(Path from, Path to) throws IOException {
        HeldLock.refuseHeld(from);
        HeldLock.refuseHeld(to);
        requireFile(from);
        DiskFailure.translated(from, () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public void delete(String name) throws IOException {
        Path file = entry(name);
        HeldLock.refuseHeld(file);
        requireFile(file);
        DiskFailure.translated(
                file,
                () -> {
                    Files.delete(file);
                    return file;
                });
    }

    @Override
    public void sync() throws IOException {
        sync(path);
    }

    private static void sync(Path directory) throws IOException {
        DiskFailure.translated(
                directory,
                () -> {
                    try (FileChannel channel =
                            FileChannel.open(directory, StandardOpenOption.READ)) {
                        channel.force(true);
                        return directory;
                    }
                });
    }

    @Override
    public Directory subdirectory(String name) throws IOException {
        Path child = entry(name);
        if (readOnly && Files.isDirectory(child)) {
            return new DiskDirectory(child.toRealPath(), true);
        }
        createDurably(child);
        return new DiskDirectory(child.toRealPath());
    }

    /// Makes sure that there is a directory, and that its name is durable: also when it is already
    /// there, since whoever created it may have stopped before the sync.
    static void createDurably(Path directory) throws IOException {
        try {
            DiskFailure.translated(directory, () -> Files.createDirectory(directory));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        Path parent = directory.getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    @Override
    public Lock lock(String name, String owner) throws IOException {
        return HeldLock.take(entry(name), owner);
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    @Override
    public long totalBytes() throws IOException {
        return Files.getFileStore(path).getTotalSpace();
    }

    @Override
    public String path() {
        return path.toString();
    }

    private Path entry(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("/")) {
            throw new IllegalArgumentException("not a plain file name: '" + name + "'");
        }
        return path.resolve(name);
    }

    private static boolean isFile(Path entry) {
        return Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
    }

    private static void requireFile(Path file) throws NoSuchFileException {
        if (!isFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
    }
}
