package dev.pairplane.storage.outbound.disk;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.Directory.AlreadyLockedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// A lock file this process holds.
///
/// The system takes the lock away when the process closes any descriptor of the file, even one that
/// was only opened to read it. So this class knows every lock file of the process, and nobody else
/// in it opens one: a second attempt is refused before the file is touched.
final class HeldLock implements Directory.Lock {
    private static final int MAX_OWNER_BYTES = 1024;

    /// The lock files of this process, by real path, with what was written into them.
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    /// Descriptors of files that another class loader of this process has locked: closing one would
    /// end that lock.
    private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

    private final Path path;
    private final FileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HeldLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Takes the lock, or says who has it.
    static HeldLock take(Path path, String owner) throws IOException {
        byte[] text = owner.getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_OWNER_BYTES) {
            throw new IllegalArgumentException(
                    "the owner of a lock has at most %d bytes, not %d"
                            .formatted(MAX_OWNER_BYTES, text.length));
        }
        String holder = HELD.putIfAbsent(path, owner);
        if (holder != null) {
            throw new AlreadyLockedException(path.toString(), holder);
        }
        boolean taken = false;
        try {
            HeldLock lock = DiskFailure.translated(path, () -> lockFile(path, text));
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                HELD.remove(path);
            }
        }
    }

    /// Keeps everybody else in this process away from a lock file that is held.
    static void refuseHeld(Path path) throws AlreadyLockedException {
        String holder = HELD.get(path);
        if (holder != null) {
            throw new AlreadyLockedException(path.toString(), holder);
        }
    }

    private static HeldLock lockFile(Path path, byte[] owner) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        boolean keep = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new AlreadyLockedException(path.toString(), ownerIn(channel));
            }
            channel.truncate(0);
            ByteBuffer text = ByteBuffer.wrap(owner);
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
            keep = true;
            return new HeldLock(path, channel);
        } catch (OverlappingFileLockException e) {
            keep = true;
            NEVER_CLOSED.add(channel);
            AlreadyLockedException refusal =
                    new AlreadyLockedException(path.toString(), ownerIn(channel));
            refusal.initCause(e);
            throw refusal;
        } finally {
            if (!keep) {
                channel.close();
            }
        }
    }

    private static String ownerIn(FileChannel channel) {
        ByteBuffer text = ByteBuffer.allocate(MAX_OWNER_BYTES);
        try {
            while (text.hasRemaining() && channel.read(text, text.position()) > 0) {
                // One read may bring less than there is.
            }
        } catch (IOException e) {
            return ""; // The refusal matters; who is to blame only helps.
        }
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try {
                channel.close();
            } finally {
                HELD.remove(path);
            }
        }
    }
}
