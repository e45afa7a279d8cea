package dev.pairplane.storage.core.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.engine.CheckpointOutcome;
import dev.pairplane.storage.core.engine.EngineSetup;
import dev.pairplane.storage.core.engine.SimulatedNode;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.store.StoreLayout;
import dev.pairplane.storage.core.wal.SegmentFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Whether a check of a store sees each bit of it.
class StoreCheckTest {
    private static final String COPY = "/backup/a";

    private final FaultDisk disk = new FaultDisk();
    private final SimulatedNode node;

    StoreCheckTest() throws Exception {
        node = SimulatedNode.start(disk, EngineSetup.standard().memtable(1500).options(), 1);
        for (int i = 0; i < 20; i++) {
            node.store(CompositeKey.of("t", "k" + i), new byte[100]);
        }
    }

    private static List<String> faults(FaultDisk disk, String... path) {
        try {
            return new StoreCheck(store(disk, path), (_, _) -> {}).run().faults();
        } catch (IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static ClosedStore store(FaultDisk disk, String... path) throws IOException {
        Directory root = disk.root();
        for (String name : path) {
            root = root.subdirectory(name);
        }
        return ClosedStore.open(
                root, root.subdirectory(StoreLayout.LOG), root.subdirectory(StoreLayout.TABLES));
    }

    /// The files of a directory, with their sizes.
    private static void sizes(Directory directory, String prefix, Map<String, Long> sizes)
            throws IOException {
        for (String name : directory.list()) {
            try (StoredFile file = directory.open(name)) {
                sizes.put(prefix + "/" + name, file.size());
            }
        }
    }

    @Test
    void aCheckpointIsIntactAndNoBitOfItIsNot() throws Exception {
        assertThat(node.engine.checkpoint("a", Duration.ofSeconds(1)))
                .isInstanceOf(CheckpointOutcome.Made.class);
        node.stop();
        Map<String, Long> sizes = new TreeMap<>();
        Directory copy = disk.root().subdirectory("backup").subdirectory("a");
        sizes(copy, COPY, sizes);
        sizes(copy.subdirectory(StoreLayout.TABLES), COPY + "/sstables", sizes);
        assertThat(faults(disk, "backup", "a")).isEmpty();
        assertThat(sizes).hasSizeGreaterThan(3);
        SplittableRandom random = new SplittableRandom(11);
        for (Map.Entry<String, Long> file : sizes.entrySet()) {
            for (long offset = 0; offset < file.getValue(); offset++) {
                int bit = random.nextInt(8);
                disk.flipBit(file.getKey(), offset, bit);
                assertThat(faults(disk, "backup", "a"))
                        .as("%s, byte %d, bit %d", file.getKey(), offset, bit)
                        .isNotEmpty();
                disk.flipBit(file.getKey(), offset, bit);
            }
        }
        assertThat(faults(disk, "backup", "a")).isEmpty();
    }

    @Test
    void aLogIsReadToo() throws Exception {
        for (int i = 0; i < 3; i++) {
            node.store(CompositeKey.of("t", "late" + i), new byte[100]);
        }
        node.stop();
        List<SegmentFacts> segments = store(disk).segments();
        assertThat(faults(disk)).isEmpty();

        assertThat(segments).isNotEmpty();
        for (SegmentFacts segment : segments) {
            String file = "/commitlog/" + segment.name();
            // The seal is in the last block, and padding behind it.
            for (long offset = 0; offset < segment.size() - 4096; offset += 7) {
                disk.flipBit(file, offset, (int) (offset % 8));
                assertThat(faults(disk))
                        .as("%s of %d bytes, byte %d", file, segment.size(), offset)
                        .isNotEmpty();
                disk.flipBit(file, offset, (int) (offset % 8));
            }
        }
    }

    /// Bytes behind the last record of a store that was closed in order are no torn write.
    @Test
    void whatStandsBehindTheLastRecordIsSeen() throws Exception {
        node.store(CompositeKey.of("t", "late"), new byte[100]);
        node.stop();
        SegmentFacts segment = store(disk).segments().getLast();
        assertThat(faults(disk)).isEmpty();

        try (StoredFile log = disk.root().subdirectory(StoreLayout.LOG).open(segment.name())) {
            log.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), segment.size() + 4096);
        }

        assertThat(faults(disk)).hasSize(1).first().asString().contains(segment.name());
    }

    @Test
    void aTableThatWasCutIsAFault() throws Exception {
        node.engine.checkpoint("a", Duration.ofSeconds(1));
        node.stop();
        Directory tables =
                disk.root()
                        .subdirectory("backup")
                        .subdirectory("a")
                        .subdirectory(StoreLayout.TABLES);
        String name = tables.list().getFirst();
        try (StoredFile file = tables.open(name)) {
            file.truncate(10);
        }

        assertThat(faults(disk, "backup", "a")).hasSize(1).first().asString().contains(name);
    }

    @Test
    void whatIsNoStoreIsNotChecked() throws Exception {
        Directory root = new FaultDisk().root();
        assertThatThrownBy(() -> ClosedStore.open(root, root, root))
                .hasMessageContaining("there is no IDENTITY");
        node.stop();
        disk.root().delete("CURRENT");
        assertThat(faults(disk)).hasSize(1).first().asString().contains("there is no CURRENT");
    }
}
