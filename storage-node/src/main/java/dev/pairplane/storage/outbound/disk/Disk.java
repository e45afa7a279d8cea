package dev.pairplane.storage.outbound.disk;

import dev.pairplane.storage.core.file.Directory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// The way to the file system.
public final class Disk {
    private Disk() {}

    /// The directory in which a store lives, created (durably, with what leads to it) when absent.
    ///
    /// @throws FileSystemException naming the path and what is wrong with it: something else is in
    ///   the way, it cannot be created, or this process may not use it
    public static Directory open(Path root) throws IOException {
        Path path = root.toAbsolutePath().normalize();
        create(path);
        if (!Files.isReadable(path) || !Files.isWritable(path) || !Files.isExecutable(path)) {
            throw new AccessDeniedException(
                    path.toString(),
                    null,
                    "the data directory must be readable, writable and searchable for user "
                            + System.getProperty("user.name"));
        }
        return new DiskDirectory(path.toRealPath());
    }

    /// A directory that is there, for looking at what it holds: its files are opened for reading
    /// only, and nobody should call what changes it.
    ///
    /// @throws FileSystemException naming the path and what is wrong with it
    public static Directory readOnly(Path root) throws IOException {
        Path path = root.toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            throw new NotDirectoryException(path.toString());
        }
        return new DiskDirectory(path.toRealPath(), true);
    }

    private static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (Files.exists(directory)) {
            throw new FileSystemException(
                    directory.toString(), null, "a directory is needed here, and this is a file");
        }
        Path parent = directory.getParent();
        if (parent == null) {
            throw new FileSystemException(directory.toString(), null, "there is no such root");
        }
        create(parent);
        try {
            DiskDirectory.createDurably(directory);
        } catch (IOException e) {
            FileSystemException failure =
                    new FileSystemException(
                            directory.toString(), null, "the directory cannot be created: " + e);
            failure.initCause(e);
            throw failure;
        }
    }
}
