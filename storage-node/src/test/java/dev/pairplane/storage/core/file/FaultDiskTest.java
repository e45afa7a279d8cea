package dev.pairplane.storage.core.file;

import static dev.pairplane.storage.core.file.CrashPolicy.DROP_ALL;
import static dev.pairplane.storage.core.file.CrashPolicy.KEEP_ALL;
import static dev.pairplane.storage.core.file.FileText.durable;
import static dev.pairplane.storage.core.file.FileText.file;
import static dev.pairplane.storage.core.file.FileText.put;
import static dev.pairplane.storage.core.file.FileText.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What a power loss leaves of a simulated disk.
class FaultDiskTest {
    private static final String PAGE = "p".repeat(4096);
    private static final int SEEDS = 400;

    private final FaultDisk disk = new FaultDisk();
    private final Directory root = disk.root();

    private interface Look<T> {
        T at(Directory root) throws IOException;
    }

    /// Everything that random crash images of this moment show.
    private <T> Set<T> seenAfterCrashes(Look<T> look) throws IOException {
        Set<T> seen = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            seen.add(look.at(disk.crash(CrashPolicy.random(seed)).root()));
        }
        return seen;
    }

    private String afterDrop(String name) throws IOException {
        return text(disk.crash(DROP_ALL).root(), name);
    }

    @Test
    void keepsWhatWasSyncedAndDropsTheRest() throws IOException {
        StoredFile file = durable(root, "a", "synced");
        put(file, 0, "SYNCED, and more");

        assertThat(text(file)).isEqualTo("SYNCED, and more");
        assertThat(afterDrop("a")).isEqualTo("synced");
        assertThat(text(disk.crash(KEEP_ALL).root(), "a")).isEqualTo("SYNCED, and more");
    }

    @Test
    void aDataSyncReachesOnlyAsFarAsTheDurableSize() throws IOException {
        StoredFile file = durable(root, "a", "0123456789");
        put(file, 8, "abcd");
        file.sync(false);

        assertThat(afterDrop("a")).isEqualTo("01234567ab");
        file.sync(true);
        assertThat(afterDrop("a")).isEqualTo("01234567abcd");
    }

    @Test
    void aDataSyncCarriesEverythingInAPreallocatedFile() throws IOException {
        StoredFile file = root.create("a");
        file.write(ByteBuffer.allocate(1 << 20), 0);
        file.sync(true);
        root.sync();
        put(file, 500_000, "record");
        file.sync(false);

        assertThat(afterDrop("a")).hasSize(1 << 20).startsWith("\0").contains("record\0");
    }

    @Test
    void aFileWithoutADurableNameIsGone() throws IOException {
        file(root, "a", "text").sync(true);

        assertThat(disk.crash(DROP_ALL).root().list()).isEmpty();
        assertThat(disk.crash(KEEP_ALL).root().list()).containsExactly("a");
        assertThat(seenAfterCrashes(Directory::list))
                .containsExactlyInAnyOrder(List.of(), List.of("a"));
        root.sync();
        assertThat(afterDrop("a")).isEqualTo("text");
    }

    @Test
    void aDurableNameDoesNotMakeTheContentDurable() throws IOException {
        file(root, "a", "text");
        root.sync();

        assertThat(afterDrop("a")).isEmpty();
    }

    @Test
    void aRenameSurvivesAsAWholeOrNotAtAll() throws IOException {
        durable(root, "CURRENT", "old");
        durable(root, "tmp", "new");
        root.rename("tmp", "CURRENT");

        assertThat(afterDrop("CURRENT")).isEqualTo("old");
        assertThat(seenAfterCrashes(now -> now.list() + text(now, "CURRENT")))
                .containsExactlyInAnyOrder("[CURRENT, tmp]old", "[CURRENT]new");
        root.sync();
        assertThat(seenAfterCrashes(now -> now.list() + text(now, "CURRENT")))
                .containsExactly("[CURRENT]new");
    }

    @Test
    void changesOfUnrelatedNamesSurviveInAnySelection() throws IOException {
        durable(root, "old", "");
        root.delete("old");
        root.create("b");
        root.create("c");

        assertThat(seenAfterCrashes(Directory::list)).hasSize(8);
    }

    @Test
    void changesOfOneFileSurviveInOrder() throws IOException {
        root.create("a");
        root.rename("a", "b");
        root.rename("b", "c");

        assertThat(seenAfterCrashes(Directory::list))
                .containsExactlyInAnyOrder(List.of(), List.of("a"), List.of("b"), List.of("c"));
    }

    @Test
    void aReusedNameNeverCostsTheFileThatHadIt() throws IOException {
        durable(root, "a", "first");
        root.rename("a", "b");
        file(root, "a", "second").sync(true);

        Set<String> images =
                seenAfterCrashes(now -> {
                    Set<String> texts = new TreeSet<>();
                    for (String name : now.list()) {
                        texts.add(text(now, name));
                    }
                    return now.list() + " " + texts;
                });
        assertThat(images)
                .containsExactlyInAnyOrder("[a] [first]", "[b] [first]", "[a, b] [first, second]");
    }

    @Test
    void aMoveNeedsBothDirectoriesSynced() throws IOException {
        Directory from = root.subdirectory("from");
        Directory to = root.subdirectory("to");
        durable(from, "a", "text");
        from.move("a", to);
        Look<String> both =
                now -> now.subdirectory("from").list() + "" + now.subdirectory("to").list();

        assertThat(both.at(root)).isEqualTo("[][a]");
        to.sync();
        assertThat(both.at(disk.crash(DROP_ALL).root())).isEqualTo("[a][]");
        assertThat(seenAfterCrashes(both)).containsExactlyInAnyOrder("[a][]", "[][a]");
        from.sync();
        assertThat(both.at(disk.crash(DROP_ALL).root())).isEqualTo("[][a]");
    }

    @Test
    void aDeletedFileStaysReadableAndComesBackUntilTheDirectoryIsSynced() throws IOException {
        StoredFile file = durable(root, "a", "text");
        root.delete("a");

        assertThat(text(file)).isEqualTo("text");
        assertThat(afterDrop("a")).isEqualTo("text");
        root.sync();
        assertThat(disk.crash(DROP_ALL).root().list()).isEmpty();
    }

    @Test
    void anUnsyncedCutIsUndoneAndASyncedOneStays() throws IOException {
        StoredFile file = durable(root, "a", PAGE + "tail");
        file.truncate(10);
        put(file, 20, "x");

        assertThat(text(file)).isEqualTo("p".repeat(10) + "\0".repeat(10) + "x");
        assertThat(afterDrop("a")).isEqualTo(PAGE + "tail");
        file.sync(true);
        assertThat(afterDrop("a")).isEqualTo(text(file));
    }

    @Test
    void cutBytesNeverComeBackBehindASyncedCut() throws IOException {
        StoredFile file = durable(root, "a", PAGE + PAGE);
        file.truncate(100);
        file.sync(true);
        file.write(ByteBuffer.allocate(1), 8191);
        file.sync(true);

        assertThat(afterDrop("a")).isEqualTo("p".repeat(100) + "\0".repeat(8092));
    }

    @Test
    void dataSyncedBetweenACutAndItsSyncSurvivesBoth() throws IOException {
        StoredFile file = durable(root, "a", PAGE + PAGE + PAGE);
        file.truncate(4096);
        put(file, 4096, "new");
        file.sync(false);

        assertThat(seenAfterCrashes(now -> text(now, "a").length()))
                .containsExactlyInAnyOrder(4099, 3 * 4096);
        assertThat(seenAfterCrashes(now -> text(now, "a").substring(0, 4099)))
                .containsExactly(PAGE + "new");
        file.sync(true);
        assertThat(afterDrop("a")).isEqualTo(PAGE + "new");
    }

    @Test
    void pagesSurviveIndependentlyOfEachOther() throws IOException {
        StoredFile file = durable(root, "a", "\0".repeat(3 * 4096));
        put(file, 0, PAGE + PAGE + PAGE);

        Set<String> survivors =
                seenAfterCrashes(now -> {
                    String text = text(now, "a");
                    return "" + text.charAt(0) + text.charAt(5000) + text.charAt(9000);
                });
        assertThat(survivors).hasSize(8);
    }

    @Test
    void aTornPageBreaksAtSectors() throws IOException {
        StoredFile file = durable(root, "a", "\0".repeat(4096));
        put(file, 0, PAGE);

        Set<String> images = seenAfterCrashes(now -> text(now, "a"));
        assertThat(images).hasSizeGreaterThan(50).contains(PAGE, "\0".repeat(4096));
        assertThat(images)
                .allSatisfy(image -> {
                    for (int sector = 0; sector < 8; sector++) {
                        String part = image.substring(sector * 512, sector * 512 + 512);
                        assertThat(part.chars().distinct().count()).isEqualTo(1);
                    }
                });
    }

    @Test
    void anUnsyncedSizeIsOldOrNewOrAtAPageBetween() throws IOException {
        StoredFile file = durable(root, "a", "12345");
        put(file, 5, PAGE + PAGE);

        assertThat(seenAfterCrashes(now -> text(now, "a").length()))
                .containsExactlyInAnyOrder(5, 4096, 8192, 8197);
        assertThat(seenAfterCrashes(now -> text(now, "a")))
                .as("the size arrived and none of the data")
                .contains("12345" + "\0".repeat(8192));
    }

    @Test
    void theSameSeedGivesTheSameImage() throws IOException {
        StoredFile file = file(root, "a", PAGE.repeat(20));
        root.sync();
        file.sync(true);
        put(file, 0, "q".repeat(20 * 4096));
        root.create("b");
        root.create("c");

        for (int seed = 0; seed < 50; seed++) {
            Directory one = disk.crash(CrashPolicy.random(seed)).root();
            Directory two = disk.fork().crash(CrashPolicy.random(seed)).root();
            assertThat(one.list()).isEqualTo(two.list());
            assertThat(text(one, "a")).isEqualTo(text(two, "a"));
        }
    }

    @Test
    void anImageIsDurableAsItStandsAndADiskOfItsOwn() throws IOException {
        StoredFile file = durable(root, "a", "old");
        put(file, 0, "new");
        FaultDisk image = disk.crash(CrashPolicy.random(1));
        String found = text(image.root(), "a");
        put(image.root().open("a"), 0, "changed");

        assertThat(text(file)).isEqualTo("new");
        assertThat(text(image.crash(DROP_ALL).root(), "a")).isEqualTo(found);
    }

    @Test
    void aKilledProcessLeavesItsPageCacheUnsynced() throws IOException {
        StoredFile file = durable(root, "a", "old");
        put(file, 0, "new");
        FaultDisk killed = disk.crash(KEEP_ALL);

        assertThat(text(killed.root(), "a")).isEqualTo("new");
        assertThat(text(killed.crash(DROP_ALL).root(), "a")).isEqualTo("old");
        killed.root().open("a").sync(true);
        assertThat(text(killed.crash(DROP_ALL).root(), "a")).isEqualTo("new");
    }

    @Test
    void aForkAndItsOriginalDoNotSeeEachOther() throws IOException {
        StoredFile file = durable(root, "a", "old");
        root.rename("a", "b");
        FaultDisk fork = disk.fork();
        put(file, 0, "new");
        file.sync(true);
        fork.root().sync();

        assertThat(text(fork.root(), "b")).isEqualTo("old");
        assertThat(fork.crash(DROP_ALL).root().list()).containsExactly("b");
        assertThat(disk.crash(DROP_ALL).root().list()).containsExactly("a");
        assertThat(afterDrop("a")).isEqualTo("new");
    }

    @Test
    void openFilesFollowTheirRename() throws IOException {
        StoredFile file = file(root, "a", "text");
        root.rename("a", "b");
        put(file, 0, "TEXT");

        assertThat(text(root, "b")).isEqualTo("TEXT");
        assertThat(file.name()).isEqualTo("a");
    }

    @Test
    void whateverWasDoneASyncOfEverythingMakesItDurable() throws IOException {
        Directory sub = root.subdirectory("sub");
        Look<Map<String, String>> contents =
                now -> {
                    Map<String, String> texts = new TreeMap<>();
                    for (Directory directory : List.of(now, now.subdirectory("sub"))) {
                        for (String name : directory.list()) {
                            texts.put(directory.path() + " " + name, text(directory, name));
                        }
                    }
                    return texts;
                };
        for (int seed = 0; seed < SEEDS; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            for (int i = 0; i < 20; i++) {
                change(random.nextBoolean() ? root : sub, root, random);
            }
            Map<String, String> seen = contents.at(root);
            assertThat(contents.at(disk.crash(KEEP_ALL).root())).isEqualTo(seen);
            for (Directory directory : List.of(root, sub)) {
                for (String name : directory.list()) {
                    directory.open(name).sync(true);
                }
                directory.sync();
            }
            assertThat(contents.at(disk.crash(DROP_ALL).root())).as("seed " + seed).isEqualTo(seen);
            assertThat(contents.at(disk.crash(CrashPolicy.random(seed)).root())).isEqualTo(seen);
        }
    }

    /// One random change of a random file, which is created when it is not there.
    private static void change(Directory in, Directory other, RandomGenerator random)
            throws IOException {
        String name = "file" + random.nextInt(3);
        if (!in.list().contains(name)) {
            in.create(name);
        }
        StoredFile file = in.open(name);
        switch (random.nextInt(8)) {
            case 0 -> in.delete(name);
            case 1 -> in.rename(name, "file" + random.nextInt(3));
            case 2 -> in.move(name, other);
            case 3 -> file.truncate(random.nextLong(file.size() + 1));
            case 4 -> file.sync(random.nextBoolean());
            case 5 -> in.sync();
            default -> {
                String text = Character.toString('a' + random.nextInt(26));
                put(file, random.nextInt(20_000), text.repeat(random.nextInt(9_000)));
            }
        }
    }
}
