package dev.pairplane.storage.core.file;

import dev.pairplane.storage.core.file.NameTable.Edit;
import dev.pairplane.storage.core.file.NameTable.Name;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A directory of a [FaultDisk].
public final class FaultDirectory implements Directory {
    private final FaultDisk disk;
    private final String path;

    FaultDirectory(FaultDisk disk, String path) {
        this.disk = disk;
        this.path = path;
    }

    @Override
    public StoredFile create(String name) throws IOException {
        Name entry = entry(name);
        return disk.mutate(
                DiskOperation.CREATE,
                entry.path(),
                "",
                fault -> {
                    check(fault, entry.path());
                    if (taken(entry)) {
                        throw new FileAlreadyExistsException(entry.path());
                    }
                    Inode file = new Inode();
                    names().change(List.of(new Edit(entry, file)));
                    return new FaultFile(disk, entry, file);
                });
    }

    @Override
    public StoredFile open(String name) throws IOException {
        Name entry = entry(name);
        return disk.inspect(
                DiskOperation.OPEN,
                entry.path(),
                () -> {
                    refuseDirectory(entry);
                    refuseHeld(entry);
                    return new FaultFile(disk, entry, existing(entry));
                });
    }

    @Override
    public List<String> list() throws IOException {
        return disk.inspect(DiskOperation.LIST, path, () -> names().names(path));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Name source = entry(from);
        Name target = entry(to);
        disk.mutate(
                DiskOperation.RENAME,
                source.path(),
                "to " + to,
                fault -> relink(fault, source, target));
    }

    @Override
    public void move(String name, Directory target) throws IOException {
        if (!(target instanceof FaultDirectory other && other.disk == disk)) {
            throw new IllegalArgumentException(target.path() + " is not on the same disk");
        }
        Name from = entry(name);
        Name to = other.entry(name);
        disk.mutate(
                DiskOperation.MOVE,
                from.path(),
                "to " + other.path,
                fault -> relink(fault, from, to));
    }

    @Override
    public void link(String name, Directory target) throws IOException {
        if (!(target instanceof FaultDirectory other && other.disk == disk)) {
            throw new IllegalArgumentException(target.path() + " is not on the same disk");
        }
        Name from = entry(name);
        Name to = other.entry(name);
        disk.mutate(
                DiskOperation.LINK,
                to.path(),
                "of " + from.path(),
                fault -> {
                    check(fault, to.path());
                    Inode file = existing(from);
                    if (other.taken(to)) {
                        throw new FileAlreadyExistsException(to.path());
                    }
                    names().change(List.of(new Edit(to, file)));
                    return file;
                });
    }

    private Inode relink(FaultRules.@Nullable Fault fault, Name from, Name to) throws IOException {
        check(fault, from.path());
        Inode file = existing(from);
        refuseDirectory(to);
        refuseHeld(from);
        refuseHeld(to);
        if (!from.equals(to)) {
            names().change(List.of(new Edit(from, null), new Edit(to, file)));
        }
        return file;
    }

    @Override
    public void delete(String name) throws IOException {
        Name entry = entry(name);
        disk.mutate(
                DiskOperation.DELETE,
                entry.path(),
                "",
                fault -> {
                    check(fault, entry.path());
                    Inode file = existing(entry);
                    refuseHeld(entry);
                    names().change(List.of(new Edit(entry, null)));
                    return file;
                });
    }

    @Override
    public void sync() throws IOException {
        disk.mutate(
                DiskOperation.SYNC_DIRECTORY,
                path,
                "",
                fault -> {
                    if (fault != null) {
                        names().loseUnsynced(path);
                        throw FaultRules.exception(fault, path);
                    }
                    names().sync(path);
                    return path;
                });
    }

    @Override
    public Directory subdirectory(String name) throws IOException {
        Name entry = entry(name);
        return disk.mutate(
                DiskOperation.SUBDIRECTORY,
                entry.path(),
                "",
                fault -> {
                    check(fault, entry.path());
                    if (names().file(entry) != null) {
                        throw new FileAlreadyExistsException(entry.path(), null, "not a directory");
                    }
                    names().addDirectory(entry.path());
                    return new FaultDirectory(disk, entry.path());
                });
    }

    @Override
    public Lock lock(String name, String owner) throws IOException {
        Name entry = entry(name);
        return disk.mutate(
                DiskOperation.LOCK,
                entry.path(),
                owner,
                fault -> {
                    check(fault, entry.path());
                    refuseDirectory(entry);
                    Inode present = names().file(entry);
                    Inode file = present == null ? new Inode() : present;
                    Object holder = new Object();
                    if (!disk.acquire(file, holder)) {
                        throw new AlreadyLockedException(entry.path(), text(file));
                    }
                    if (present == null) {
                        names().change(List.of(new Edit(entry, file)));
                    }
                    file.truncate(0);
                    file.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
                    return () -> disk.release(file, holder);
                });
    }

    @Override
    public long totalBytes() {
        return disk.totalBytes();
    }

    @Override
    public long usableBytes() {
        return disk.usableBytes();
    }

    @Override
    public String path() {
        return path;
    }

    private static String text(Inode file) {
        ByteBuffer content = ByteBuffer.allocate((int) file.size());
        file.read(content, 0);
        return new String(content.array(), StandardCharsets.UTF_8);
    }

    private Name entry(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("/")) {
            throw new IllegalArgumentException("not a plain file name: '" + name + "'");
        }
        return new Name(path, name);
    }

    private NameTable names() {
        return disk.names();
    }

    private boolean taken(Name entry) {
        return names().file(entry) != null || names().isDirectory(entry.path());
    }

    private Inode existing(Name entry) throws NoSuchFileException {
        Inode file = names().file(entry);
        if (file == null) {
            throw new NoSuchFileException(entry.path());
        }
        return file;
    }

    private void refuseDirectory(Name entry) throws FileSystemException {
        if (names().isDirectory(entry.path())) {
            throw new FileSystemException(entry.path(), null, "Is a directory");
        }
    }

    private void refuseHeld(Name entry) throws AlreadyLockedException {
        Inode file = names().file(entry);
        if (file != null && disk.isLocked(file)) {
            throw new AlreadyLockedException(entry.path(), text(file));
        }
    }

    private static void check(FaultRules.@Nullable Fault fault, String path) throws IOException {
        if (fault != null) {
            throw FaultRules.exception(fault, path);
        }
    }
}
