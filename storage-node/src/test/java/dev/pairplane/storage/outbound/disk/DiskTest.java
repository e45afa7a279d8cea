package dev.pairplane.storage.outbound.disk;

import static dev.pairplane.storage.core.file.FileText.file;
import static dev.pairplane.storage.core.file.FileText.put;
import static dev.pairplane.storage.core.file.FileText.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.DirectoryConformance;
import dev.pairplane.storage.core.file.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The real disk keeps the port's promises, and deals with what only a real one does.
class DiskTest extends DirectoryConformance {
    private @TempDir Path temporary;

    @Override
    protected Directory emptyRoot() throws IOException {
        return Disk.open(temporary.resolve("data"));
    }

    @Override
    protected Directory again(Directory root) throws IOException {
        return Disk.open(Path.of(root.path()));
    }

    @Test
    void createsTheRootWithAllThatLeadsToIt() throws IOException {
        Directory root = Disk.open(temporary.resolve("a/b/../c"));
        root.create("file").close();

        assertThat(root.path()).isEqualTo(temporary.toRealPath().resolve("a/c").toString());
        assertThat(temporary.resolve("a/c/file")).isEmptyFile();
    }

    @Test
    void refusesARootThatIsAFileOrBelowOne() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> Disk.open(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(file + ": a directory is needed here, and this is a file");
        assertThatThrownBy(() -> Disk.open(file.resolve("data")))
                .hasMessage(file + ": a directory is needed here, and this is a file");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesARootThatCannotBeCreated() {
        assertThatThrownBy(() -> Disk.open(Path.of("/proc/data")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith("/proc/data: the directory cannot be created: ");
    }

    @Test
    void refusesARootItMayNotUse() throws IOException {
        Path closed =
                Files.createDirectory(
                        temporary.resolve("closed"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("r-xr-xr-x")));
        assumeThat(Files.isWritable(closed)).as("root may do everything").isFalse();

        assertThatThrownBy(() -> Disk.open(closed))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("must be readable, writable and searchable for user");
    }

    @Test
    void listsNoLinks() throws IOException {
        Directory root = emptyRoot();
        root.create("a").close();
        Files.createSymbolicLink(temporary.resolve("data/link"), temporary.resolve("data/a"));

        assertThat(root.list()).containsExactly("a");
    }

    /// Storage invariant 11
    @Test
    @EnabledOnOs(OS.LINUX)
    void saysWhenTheDiskIsFull() throws IOException {
        try (DiskFile full = DiskFile.open(Path.of("/dev/full"))) {
            assertThatThrownBy(() -> full.write(ByteBuffer.allocate(10), 0))
                    .isInstanceOf(DiskFullException.class)
                    .hasMessage("/dev/full: No space left on device");
        }
    }

    @Test
    void tellsAFullDiskFromABrokenOne() {
        IOException quota = new FileSystemException("/data/a", null, "Disk quota exceeded");
        IOException broken = new IOException("Input/output error");
        Path path = Path.of("/data/a");

        assertThat(DiskFailure.of(path, quota))
                .isInstanceOf(DiskFullException.class)
                .hasCause(quota);
        assertThat(DiskFailure.of(path, broken)).isSameAs(broken);
        assertThat(DiskFailure.of(path, new IOException())).hasNoCause();
    }

    @Test
    @Timeout(60)
    void readsGoOnAfterAnInterruptHasClosedTheChannel() throws Exception {
        Directory root = emptyRoot();
        String text = "0123456789abcdef".repeat(1 << 17);
        try (DiskFile file = (DiskFile) file(root, "a", text);
                ExecutorService readers = Executors.newFixedThreadPool(2)) {
            AtomicReference<Thread> victim = new AtomicReference<>();
            Future<Integer> interrupted =
                    readers.submit(() -> {
                        victim.set(Thread.currentThread());
                        return readUntilClosed(file, text);
                    });
            Future<Integer> bystander = readers.submit(() -> readUntilClosed(file, text));
            while (!file.interrupted()) {
                Thread thread = victim.get();
                if (thread != null) {
                    thread.interrupt();
                }
                Thread.onSpinWait();
            }

            assertThat(interrupted.get(30, TimeUnit.SECONDS)).isPositive();
            assertThat(bystander.get(30, TimeUnit.SECONDS)).isPositive();
            root.delete("a");
            assertThat(file.size()).isEqualTo(text.length());
            assertThat(text(file)).isEqualTo(text);
            assertThat(file.read(ByteBuffer.allocate(5), text.length())).isZero();
            assertThatThrownBy(() -> put(file, 0, "x"))
                    .hasMessageContaining("was closed by the interrupt of a thread");
            assertThatThrownBy(() -> file.sync(true))
                    .hasMessageContaining("what was not synced before is in doubt");
        }
    }

    /// Reads the whole file again and again, and twice more once its channel is closed.
    private static int readUntilClosed(DiskFile file, String expected) throws IOException {
        int reads = 0;
        for (int left = 2; left > 0; reads++) {
            assertThat(text(file).equals(expected)).isTrue();
            left -= file.interrupted() ? 1 : 0;
        }
        return reads;
    }
}
