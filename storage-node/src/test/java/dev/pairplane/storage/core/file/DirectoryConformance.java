package dev.pairplane.storage.core.file;

import static dev.pairplane.storage.core.file.FileText.bytes;
import static dev.pairplane.storage.core.file.FileText.file;
import static dev.pairplane.storage.core.file.FileText.put;
import static dev.pairplane.storage.core.file.FileText.text;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.file.Directory.AlreadyLockedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Everything the port's documentation says, short of a power loss, for every implementation.
public abstract class DirectoryConformance {
    private Directory root;

    /// The root of an empty disk.
    protected abstract Directory emptyRoot() throws IOException;

    /// The same disk, opened once more.
    protected abstract Directory again(Directory root) throws IOException;

    @BeforeEach
    public void open() throws IOException {
        root = emptyRoot();
    }

    @Test
    public void createsAnEmptyFileForReadingAndWriting() throws IOException {
        try (StoredFile file = root.create("a")) {
            assertThat(file.size()).isZero();
            assertThat(file.name()).isEqualTo("a");
            put(file, 0, "text");
            assertThat(text(file)).isEqualTo("text");
        }
        assertThat(text(again(root), "a")).isEqualTo("text");
    }

    @Test
    public void createsNothingOverAnExistingName() throws IOException {
        file(root, "a", "text").close();
        root.subdirectory("sub");

        assertThatThrownBy(() -> root.create("a")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> root.create("sub")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(text(root, "a")).isEqualTo("text");
    }

    @Test
    public void opensOnlyWhatIsThere() throws IOException {
        root.subdirectory("sub");

        assertThatThrownBy(() -> root.open("a"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageEndingWith("/a");
        assertThatThrownBy(() -> root.open("sub")).isInstanceOf(FileSystemException.class);
        assertThat(root.list()).isEmpty();
    }

    @Test
    public void opensForReadingAndWriting() throws IOException {
        file(root, "a", "text").close();
        try (StoredFile file = root.open("a")) {
            put(file, 1, "as");
            assertThat(text(file)).isEqualTo("tast");
        }
    }

    @Test
    public void listsPlainFilesInOrder() throws IOException {
        for (String name : List.of("c", "a", "B", "b", "a2", "a10")) {
            root.create(name).close();
        }
        root.subdirectory("d").create("e").close();

        assertThat(root.list()).containsExactly("B", "a", "a10", "a2", "b", "c");
        assertThat(root.subdirectory("d").list()).containsExactly("e");
    }

    @Test
    public void takesPlainNamesOnly() {
        for (String name : List.of("", ".", "..", "a/b", "/a")) {
            assertThatThrownBy(() -> root.create(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not a plain file name: '" + name + "'");
            assertThatThrownBy(() -> root.subdirectory(name))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> root.rename("a", name))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    public void renamesInPlaceOfAnother() throws IOException {
        StoredFile fresh = file(root, "tmp", "new");
        StoredFile old = file(root, "CURRENT", "old");
        root.rename("tmp", "CURRENT");
        root.sync();

        assertThat(root.list()).containsExactly("CURRENT");
        assertThat(text(root, "CURRENT")).isEqualTo("new");
        assertThat(text(old)).isEqualTo("old");
        put(fresh, 0, "NEW");
        assertThat(text(root, "CURRENT")).isEqualTo("NEW");
        fresh.close();
        old.close();
    }

    @Test
    public void renamesOntoItselfWithoutEffect() throws IOException {
        file(root, "a", "text").close();
        root.rename("a", "a");

        assertThat(text(root, "a")).isEqualTo("text");
    }

    @Test
    public void renamesNothingThatIsNoFileAndNothingOntoADirectory() throws IOException {
        root.subdirectory("sub");
        root.create("a").close();

        assertThatThrownBy(() -> root.rename("b", "c")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> root.rename("sub", "c")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> root.rename("a", "sub")).isInstanceOf(FileSystemException.class);
        assertThat(root.list()).containsExactly("a");
    }

    @Test
    public void movesBetweenDirectoriesInPlaceOfAnother() throws IOException {
        Directory sub = root.subdirectory("sub");
        file(root, "a", "moved").close();
        file(sub, "a", "there").close();
        root.move("a", sub);
        sub.sync();
        root.sync();

        assertThat(root.list()).isEmpty();
        assertThat(text(sub, "a")).isEqualTo("moved");
        assertThatThrownBy(() -> root.move("a", sub)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    public void movesOnlyWithinTheStore() throws IOException {
        Directory elsewhere = new FaultDisk().root();
        root.create("a").close();

        assertThatThrownBy(() -> root.move("a", elsewhere))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is not on the same disk");
    }

    @Test
    public void givesAFileOneMoreName() throws IOException {
        Directory sub = root.subdirectory("sub");
        StoredFile open = file(root, "a", "text");
        root.link("a", sub);
        sub.sync();

        assertThat(text(sub, "a")).isEqualTo("text");
        put(open, 0, "next");
        assertThat(text(sub, "a")).as("one file").isEqualTo("next");
        assertThatThrownBy(() -> root.link("a", sub))
                .isInstanceOf(FileAlreadyExistsException.class);
        root.delete("a");
        assertThat(text(sub, "a")).as("kept by its other name").isEqualTo("next");
        open.close();
        assertThatThrownBy(() -> root.link("a", sub)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> sub.link("a", new FaultDisk().root()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is not on the same disk");
    }

    @Test
    public void deletesFilesOnly() throws IOException {
        StoredFile file = file(root, "a", "text");
        root.subdirectory("sub");
        root.delete("a");

        assertThat(root.list()).isEmpty();
        assertThat(text(file)).isEqualTo("text");
        put(file, 0, "more text");
        assertThat(text(file)).isEqualTo("more text");
        file.close();
        assertThatThrownBy(() -> root.delete("a")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> root.delete("sub")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    public void findsOrCreatesSubdirectories() throws IOException {
        root.subdirectory("sub").create("a").close();
        root.create("file").close();

        assertThat(root.subdirectory("sub").list()).containsExactly("a");
        assertThat(root.subdirectory("sub").subdirectory("deep").list()).isEmpty();
        assertThat(root.subdirectory("sub").path()).isEqualTo(child(root, "sub"));
        assertThatThrownBy(() -> root.subdirectory("file"))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    private static String child(Directory directory, String name) {
        return directory.path().equals("/") ? "/" + name : directory.path() + "/" + name;
    }

    @Test
    public void hasRoom() throws IOException {
        assertThat(root.usableBytes()).isPositive();
    }

    @Test
    public void readsAsFarAsTheFileGoes() throws IOException {
        try (StoredFile file = file(root, "a", "0123456789")) {
            ByteBuffer target = ByteBuffer.allocate(8);
            target.position(2).limit(6);

            assertThat(file.read(target, 3)).isEqualTo(4);
            assertThat(target.position()).isEqualTo(6);
            assertThat(new String(target.array(), 2, 4, StandardCharsets.UTF_8)).isEqualTo("3456");
            assertThat(file.read(target.clear(), 7)).isEqualTo(3);
            assertThat(target.remaining()).isEqualTo(5);
            assertThat(target.limit()).isEqualTo(8);
            assertThat(file.read(target, 10)).isZero();
            assertThat(file.read(target, 1L << 40)).isZero();
        }
    }

    @Test
    public void readsAndWritesThroughDirectBuffersAndLargePieces() throws IOException {
        int size = (5 << 20) + 17;
        ByteBuffer source = ByteBuffer.allocateDirect(size);
        for (int i = 0; i < size; i++) {
            source.put(i, (byte) (i * 31 + i / 4096));
        }
        try (StoredFile file = root.create("a")) {
            file.write(source.duplicate(), 3);
            ByteBuffer target = ByteBuffer.allocate(size + 10);

            assertThat(file.read(target, 3)).isEqualTo(size);
            assertThat(target.flip()).isEqualTo(source);
        }
    }

    @Test
    public void writesExactlyTheRemainingBytes() throws IOException {
        try (StoredFile file = file(root, "a", "0123456789")) {
            ByteBuffer source = bytes("abcdef");
            source.position(1).limit(4);
            file.write(source, 5);

            assertThat(source.hasRemaining()).isFalse();
            assertThat(source.limit()).isEqualTo(4);
            assertThat(text(file)).isEqualTo("01234bcd89");
            file.write(ByteBuffer.allocate(0), 50);
            assertThat(file.size()).isEqualTo(10);
        }
    }

    @Test
    public void fillsAGapWithZeros() throws IOException {
        try (StoredFile file = file(root, "a", "a")) {
            put(file, 5000, "z");

            assertThat(text(file)).isEqualTo("a" + "\0".repeat(4999) + "z");
        }
    }

    @Test
    public void cutsButNeverExtends() throws IOException {
        try (StoredFile file = file(root, "a", "0123456789")) {
            file.truncate(4);
            assertThat(text(file)).isEqualTo("0123");
            file.truncate(4);
            put(file, 6, "x");
            assertThat(text(file)).isEqualTo("0123\0\0x");

            assertThatThrownBy(() -> file.truncate(8))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("a has 7 bytes and cannot be cut to 8");
            assertThat(file.size()).isEqualTo(7);
        }
    }

    @Test
    public void refusesNegativePositions() throws IOException {
        try (StoredFile file = root.create("a")) {
            assertThatThrownBy(() -> put(file, -1, "x"))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> file.truncate(-1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    public void syncsBothWays() throws IOException {
        try (StoredFile file = file(root, "a", "text")) {
            file.sync(true);
            put(file, 0, "TEXT");
            file.sync(false);
            root.sync();
            assertThat(text(file)).isEqualTo("TEXT");
        }
    }

    @Test
    public void isOfNoUseOnceClosed() throws IOException {
        StoredFile file = file(root, "a", "text");
        file.close();
        file.close();

        assertThat(file.name()).isEqualTo("a");
        assertThatThrownBy(file::size).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), 0))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> put(file, 0, "x")).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.truncate(0)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.sync(true)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    public void anInterruptedThreadCanStillReadAndWrite() throws IOException {
        try (StoredFile file = file(root, "a", "text")) {
            Thread.currentThread().interrupt();
            put(file, 4, " and more");
            file.sync(true);
            root.sync();
            String read = text(file);

            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
            assertThat(read).isEqualTo("text and more");
        }
        assertThat(text(root, "a")).isEqualTo("text and more");
    }

    @Test
    public void severalThreadsReadAtOnce() throws Exception {
        try (StoredFile file = file(root, "a", "0123456789".repeat(1000));
                ExecutorService readers = Executors.newFixedThreadPool(4)) {
            List<Future<String>> texts = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                texts.add(readers.submit(() -> text(file)));
            }
            for (Future<String> text : texts) {
                assertThat(text.get(30, SECONDS)).isEqualTo("0123456789".repeat(1000));
            }
        }
    }

    /// Storage invariant 13
    @Test
    public void locksOnceAndSaysWhoHasIt() throws IOException {
        Directory second = again(root);
        try (Directory.Lock lock = root.lock("LOCK", "pid 1, node n-1")) {
            assertThat(lock).isNotNull();
            for (Directory directory : List.of(root, second)) {
                assertThatThrownBy(() -> directory.lock("LOCK", "pid 2"))
                        .isInstanceOf(AlreadyLockedException.class)
                        .hasMessage(child(root, "LOCK") + " is already locked by pid 1, node n-1");
            }
            root.lock("OTHER", "pid 1").close();
        }
        assertThat(text(root, "LOCK")).isEqualTo("pid 1, node n-1");
        second.lock("LOCK", "pid 2").close();
        assertThat(text(root, "LOCK")).isEqualTo("pid 2");
        assertThat(root.list()).containsExactly("LOCK", "OTHER");
    }

    @Test
    public void aLockGivenBackTwiceIsNotTakenFromTheNextHolder() throws IOException {
        Directory.Lock first = root.lock("LOCK", "first");
        first.close();
        Directory.Lock second = root.lock("LOCK", "second");
        first.close();

        assertThatThrownBy(() -> root.lock("LOCK", "third"))
                .isInstanceOf(AlreadyLockedException.class);
        second.close();
    }

    @Test
    public void keepsEverybodyAwayFromAHeldLockFile() throws IOException {
        Directory sub = root.subdirectory("sub");
        root.create("a").close();
        try (Directory.Lock lock = root.lock("LOCK", "me")) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> root.open("LOCK")).isInstanceOf(AlreadyLockedException.class);
            assertThatThrownBy(() -> root.delete("LOCK"))
                    .isInstanceOf(AlreadyLockedException.class);
            assertThatThrownBy(() -> root.rename("LOCK", "b"))
                    .isInstanceOf(AlreadyLockedException.class);
            assertThatThrownBy(() -> root.rename("a", "LOCK"))
                    .isInstanceOf(AlreadyLockedException.class);
            assertThatThrownBy(() -> root.move("LOCK", sub))
                    .isInstanceOf(AlreadyLockedException.class);
        }
        assertThat(root.list()).containsExactly("LOCK", "a");
    }
}
