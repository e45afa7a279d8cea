package dev.pairplane.storage.core.file;

import java.io.IOException;
import java.util.List;

/// One directory of the store.
///
/// Safe for use by several threads. Names are plain file names without separators. A change of
/// names (create, rename, delete, move, link) is visible at once and durable only after [#sync] of
/// every directory it touches.
public interface Directory {

    /// Creates an empty file and opens it for reading and writing.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException when the name is taken
    StoredFile create(String name) throws IOException;

    /// Opens an existing file for reading and writing.
    ///
    /// @throws java.nio.file.NoSuchFileException when there is none
    StoredFile open(String name) throws IOException;

    /// The names of the plain files in this directory, in ascending order; sub-directories are left
    /// out.
    List<String> list() throws IOException;

    /// Renames a file atomically, in place of `to` if that exists. Open files stay open.
    ///
    /// @throws java.nio.file.NoSuchFileException when there is none
    void rename(String from, String to) throws IOException;

    /// Moves a file into another directory of the same store, atomically, keeping its name and in
    /// place of a file that has it there. Open files stay open.
    ///
    /// @throws java.nio.file.NoSuchFileException when there is none
    void move(String name, Directory target) throws IOException;

    /// Gives a file one more name, the same, in another directory of the same store: it goes when
    /// all its names have gone. Open files stay open.
    ///
    /// @throws java.nio.file.NoSuchFileException when there is none
    /// @throws java.nio.file.FileAlreadyExistsException when the name is taken there
    /// @throws IOException also where the target is on another file system, or that has no links
    void link(String name, Directory target) throws IOException;

    /// Removes a file. Where it is open it can still be read and written.
    ///
    /// @throws java.nio.file.NoSuchFileException when there is none
    void delete(String name) throws IOException;

    /// Makes every earlier change of names in this directory durable.
    void sync() throws IOException;

    /// The sub-directory of that name, created (durably) when absent.
    Directory subdirectory(String name) throws IOException;

    /// Takes an exclusive lock in the name of this process, and writes `owner` into the lock file.
    ///
    /// The lock ends with the process, however it ends. While it is held, nobody in this process
    /// can open, rename, move or delete the file: on POSIX systems that alone can end a lock. For
    /// the same reason it must not be open here when it is locked.
    ///
    /// @return the lock; closing it gives it back and leaves the file in place
    /// @throws AlreadyLockedException when another holder has it; nothing was changed
    Lock lock(String name, String owner) throws IOException;

    /// Bytes that can still be written on this file system by this process.
    long usableBytes() throws IOException;

    /// Bytes of the whole file system.
    long totalBytes() throws IOException;

    /// How a person finds this directory; for messages only.
    String path();

    /// A held lock.
    interface Lock extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /// Somebody else holds the lock.
    final class AlreadyLockedException extends IOException {
        private static final long serialVersionUID = 1L;

        /// @param file the lock file, as a person finds it
        /// @param owner what the holder wrote into it; empty when it could not be read
        public AlreadyLockedException(String file, String owner) {
            super(file + " is already locked" + (owner.isEmpty() ? "" : " by " + owner));
        }
    }
}
