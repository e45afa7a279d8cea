package dev.pairplane.storage.core.file;

import static dev.pairplane.storage.core.file.CrashPolicy.DROP_ALL;
import static dev.pairplane.storage.core.file.CrashPolicy.KEEP_ALL;
import static dev.pairplane.storage.core.file.FaultRules.Calls.all;
import static dev.pairplane.storage.core.file.FaultRules.Calls.nth;
import static dev.pairplane.storage.core.file.FaultRules.Fault.DISK_FULL;
import static dev.pairplane.storage.core.file.FaultRules.Fault.IO_ERROR;
import static dev.pairplane.storage.core.file.FaultRules.Fault.shortWrite;
import static dev.pairplane.storage.core.file.FileText.durable;
import static dev.pairplane.storage.core.file.FileText.file;
import static dev.pairplane.storage.core.file.FileText.put;
import static dev.pairplane.storage.core.file.FileText.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.file.Directory.AlreadyLockedException;
import dev.pairplane.storage.core.file.StepListener.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Steps, faults, limits and locks of a simulated disk.
class FaultRulesTest {
    private final FaultDisk disk = new FaultDisk();
    private final Directory root = disk.root();

    @Test
    void announcesEveryChangeBeforeAndAfterIt() throws IOException {
        List<String> steps = new ArrayList<>();
        disk.listen(step -> steps.add(step.toString()));
        Directory sub = root.subdirectory("sub");
        StoredFile file = file(root, "a", "text");
        file.truncate(2);
        file.sync(true);
        root.rename("a", "b");
        root.move("b", sub);
        sub.delete("b");
        sub.sync();
        assertThat(sub.list()).isEmpty();

        assertThat(steps)
                .hasSize(18)
                .startsWith(
                        "step 1, before SUBDIRECTORY /sub",
                        "step 2, after SUBDIRECTORY /sub",
                        "step 3, before CREATE /a",
                        "step 4, after CREATE /a",
                        "step 5, before WRITE /a 4 bytes at 0",
                        "step 6, after WRITE /a 4 bytes at 0",
                        "step 7, before TRUNCATE /a to 2")
                .contains(
                        "step 10, after SYNC /a with size",
                        "step 12, after RENAME /a to b",
                        "step 14, after MOVE /b to /sub")
                .endsWith(
                        "step 15, before DELETE /sub/b",
                        "step 16, after DELETE /sub/b",
                        "step 17, before SYNC_DIRECTORY /sub",
                        "step 18, after SYNC_DIRECTORY /sub");
        assertThat(disk.calls()).isEqualTo(9);
    }

    @Test
    void aListenerSeesTheDiskOfThatMomentAndMayUseIt() throws IOException {
        List<String> seen = new ArrayList<>();
        StoredFile file = durable(root, "a", "old");
        disk.listen(step -> {
            try {
                file.sync(true);
                seen.add(text(disk.crash(DROP_ALL).root(), "a"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        put(file, 0, "new");

        assertThat(seen).containsExactly("old", "new");
    }

    @Test
    void aListenerCanStopTheRunBeforeACall() throws IOException {
        StoredFile file = durable(root, "a", "old");
        disk.listen(step -> {
            throw new IllegalStateException("stopped at " + step);
        });

        assertThatThrownBy(() -> put(file, 0, "new"))
                .hasMessage("stopped at step 1, before WRITE /a 3 bytes at 0");
        assertThat(text(file)).isEqualTo("old");
    }

    @Test
    void failsTheNthCallOnce() throws IOException {
        StoredFile file = file(root, "a", "");
        disk.faults().fail(nth(2), IO_ERROR);
        put(file, 0, "one");

        assertThatThrownBy(() -> put(file, 0, "two")).hasMessage("/a: Input/output error");
        assertThat(text(file)).isEqualTo("one");
        put(file, 0, "six");
        assertThat(text(file)).isEqualTo("six");
    }

    @Test
    void failsOneKindOfCallOnOneFileForGood() throws IOException {
        StoredFile a = root.create("a");
        StoredFile b = root.create("b");
        disk.faults().fail(nth(2).of(DiskOperation.WRITE).on("/b").andLater(), DISK_FULL);
        put(a, 0, "a");
        put(a, 0, "a");
        put(b, 0, "b");

        assertThatThrownBy(() -> put(b, 0, "c")).isInstanceOf(DiskFullException.class);
        assertThatThrownBy(() -> put(b, 0, "c")).isInstanceOf(DiskFullException.class);
        b.sync(true);
        put(a, 0, "A");
        disk.faults().clear();
        put(b, 0, "B");
        assertThat(text(b)).isEqualTo("B");
    }

    @Test
    void everyKindOfCallCanFailAndThenChangesNothing() throws IOException {
        Directory sub = root.subdirectory("sub");
        StoredFile file = durable(root, "a", "text");
        disk.faults()
                .fail(all(), IO_ERROR)
                .fail(
                        all().of(DiskOperation.OPEN, DiskOperation.READ, DiskOperation.LIST),
                        DISK_FULL);

        assertThatThrownBy(() -> root.create("b")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> root.delete("a")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> root.rename("a", "b")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> root.move("a", sub)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> root.subdirectory("more")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> root.lock("LOCK", "me")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> file.truncate(0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> root.open("a")).isInstanceOf(DiskFullException.class);
        assertThatThrownBy(root::list).isInstanceOf(DiskFullException.class);
        assertThatThrownBy(() -> text(file)).isInstanceOf(DiskFullException.class);
        disk.faults().clear();
        assertThat(root.list()).containsExactly("a");
        assertThat(text(file)).isEqualTo("text");
    }

    @Test
    void aShortWriteLeavesItsFirstBytes() throws IOException {
        StoredFile file = file(root, "a", "");
        disk.faults().fail(nth(1), shortWrite(3));

        assertThatThrownBy(() -> put(file, 0, "written")).isInstanceOf(DiskFullException.class);
        assertThat(text(file)).isEqualTo("wri");
    }

    @Test
    void aFailedSyncLosesItsPagesUnlessTheyAreRewritten() throws IOException {
        String old = "o".repeat(8192);
        StoredFile file = durable(root, "a", old);
        disk.faults().fail(nth(1).of(DiskOperation.SYNC), IO_ERROR);
        put(file, 0, "first");
        put(file, 4096, "second");

        assertThatThrownBy(() -> file.sync(true)).hasMessage("/a: Input/output error");
        file.sync(true);
        assertThat(text(file)).startsWith("first");
        assertThat(text(disk.crash(KEEP_ALL).root(), "a")).startsWith("first");
        assertThat(text(disk.crash(DROP_ALL).root(), "a")).isEqualTo(old);
        for (int seed = 0; seed < 50; seed++) {
            assertThat(text(disk.crash(CrashPolicy.random(seed)).root(), "a")).isEqualTo(old);
        }
        put(file, 0, "FIRST");
        file.sync(true);
        assertThat(text(disk.crash(KEEP_ALL).crash(DROP_ALL).root(), "a"))
                .startsWith("FIRST")
                .doesNotContain("second");
    }

    @Test
    void aFailedSyncLosesTheSizeToo() throws IOException {
        StoredFile file = durable(root, "a", "old");
        disk.faults().fail(nth(1).of(DiskOperation.SYNC), IO_ERROR);
        put(file, 3, " and new");

        assertThatThrownBy(() -> file.sync(true)).isInstanceOf(IOException.class);
        file.sync(true);
        assertThat(text(disk.crash(DROP_ALL).root(), "a")).isEqualTo("old");
        put(file, 3, " and NEW");
        file.sync(true);
        assertThat(text(disk.crash(DROP_ALL).root(), "a")).isEqualTo("old and NEW");
    }

    @Test
    void aLaterCutDoesNotSaveWhatAFailedSyncLost() throws IOException {
        StoredFile file = durable(root, "a", "o".repeat(8192));
        disk.faults().fail(nth(1).of(DiskOperation.SYNC), IO_ERROR);
        file.truncate(4096);
        put(file, 4096, "lost");

        assertThatThrownBy(() -> file.sync(true)).isInstanceOf(IOException.class);
        file.truncate(4100);
        file.sync(true);
        assertThat(text(file)).endsWith("lost");
        assertThat(text(disk.crash(DROP_ALL).root(), "a")).isEqualTo("o".repeat(4096) + "\0\0\0\0");
    }

    @Test
    void aFailedDirectorySyncLosesItsNames() throws IOException {
        disk.faults().fail(nth(1).of(DiskOperation.SYNC_DIRECTORY), IO_ERROR);
        file(root, "a", "text").sync(true);

        assertThatThrownBy(root::sync).hasMessage("/: Input/output error");
        root.create("b");
        root.sync();
        assertThat(root.list()).containsExactly("a", "b");
        assertThat(disk.crash(DROP_ALL).root().list()).containsExactly("b");
        for (int seed = 0; seed < 50; seed++) {
            assertThat(disk.crash(CrashPolicy.random(seed)).root().list()).containsExactly("b");
        }
    }

    @Test
    void flipsABitWhereverTheByteIsRead() throws IOException {
        StoredFile file = durable(root, "a", "abc");
        disk.flipBit("/a", 1, 0);

        assertThat(text(file)).isEqualTo("acc");
        assertThat(text(disk.crash(DROP_ALL).root(), "a")).isEqualTo("acc");
        assertThatThrownBy(() -> disk.flipBit("/a", 3, 0))
                .hasMessage("/a has 3 bytes, there is none at 3");
    }

    @Test
    void isFullAtItsLimitAndRecoversWhenAFileGoes() throws IOException {
        disk.limit(3 * 4096);
        durable(root, "a", "a".repeat(4097));
        StoredFile file = root.create("b");

        assertThat(root.usableBytes()).isEqualTo(4096);
        assertThatThrownBy(() -> put(file, 0, "b".repeat(5000)))
                .isInstanceOf(DiskFullException.class)
                .hasMessage("/b: No space left on device");
        assertThat(file.size()).isEqualTo(4096);
        put(file, 0, "B".repeat(4096));
        assertThat(root.usableBytes()).isZero();
        root.delete("a");
        put(file, 0, "b".repeat(5000));
        assertThat(text(disk.fork().root(), "b")).hasSize(5000);
    }

    @Test
    void aLockIsHeldOncePerDiskAndNotByItsImages() throws IOException {
        Directory.Lock lock = root.lock("LOCK", "first");

        assertThatThrownBy(() -> root.lock("LOCK", "second"))
                .isInstanceOf(AlreadyLockedException.class)
                .hasMessage("/LOCK is already locked by first");
        assertThat(text(disk.crash(KEEP_ALL).root(), "LOCK")).isEqualTo("first");
        disk.crash(KEEP_ALL).root().lock("LOCK", "third").close();
        lock.close();
        Directory.Lock next = root.lock("LOCK", "n");
        lock.close();
        assertThatThrownBy(() -> root.lock("LOCK", "fourth")).hasMessageEndingWith("locked by n");
        next.close();
    }

    @Test
    void manyImagesOfManyLargeFilesAreCheap() throws IOException {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            durable(root, "segment" + i, "x").write(ByteBuffer.allocate(1 << 20), 1);
        }
        StoredFile file = root.open("segment7");
        List<FaultDisk> images = new ArrayList<>();
        disk.listen(step -> {
            steps.add(step);
            images.add(disk.crash(KEEP_ALL));
        });
        for (int i = 0; i < 1000; i++) {
            put(file, i, "y");
        }

        assertThat(images).as("128 GiB, if each image held bytes of its own").hasSize(2000);
        assertThat(text(images.get(1000).root(), "segment7")).startsWith("y".repeat(500) + "\0");
        assertThat(steps.getLast().number()).isEqualTo(2000);
    }
}
