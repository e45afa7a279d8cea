package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.key.CompositeKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What modes mean for the files of the log.
class EngineSyncModesTest {
    private static final int MIB = 1 << 20;

    private final FaultDisk disk = new FaultDisk();

    private SimulatedNode start(EngineSetup setup) throws Exception {
        return SimulatedNode.start(disk, setup.options(), 1);
    }

    private static CompositeKey key(int i) {
        return CompositeKey.of("t", "k" + i);
    }

    private List<Long> segmentSizes() throws IOException {
        Directory log = disk.root().subdirectory("commitlog");
        List<Long> sizes = new ArrayList<>();
        for (String name : log.list()) {
            try (StoredFile file = log.open(name)) {
                sizes.add(file.size());
            }
        }
        return sizes;
    }

    @Test
    void whereWritersWaitForSyncsSegmentsAreThereBeforeTheyAreNeeded() throws Exception {
        SimulatedNode node = start(EngineSetup.standard());
        node.store(key(1), new byte[10]);

        long whole = EngineSetup.standard().options().segmentBytes();
        assertThat(segmentSizes()).containsExactly(whole, whole);
    }

    @ParameterizedTest
    @EnumSource(
            value = SyncMode.class,
            names = {"INTERVAL", "NONE"})
    void whereNobodyWaitsNothingIsWrittenTwice(SyncMode mode) throws Exception {
        SimulatedNode node = start(EngineSetup.standard().sync(mode));
        node.store(key(1), new byte[10]);

        assertThat(segmentSizes()).containsExactly(node.engine.status().logBytes());
    }

    @Test
    void aSegmentThatNobodySyncsIsSyncedAPartAtATime() throws Exception {
        SimulatedNode node =
                start(
                        EngineSetup.standard()
                                .sync(SyncMode.NONE)
                                .memtable(64 * MIB)
                                .segments(64 * MIB)
                                .maxLog(64 * MIB));
        node.store(key(0), new byte[MIB]);
        node.engine.maintain();
        assertThat(node.engine.status().unsyncedBytes()).isGreaterThan(MIB);

        for (int i = 1; i < 8; i++) {
            node.store(key(i), new byte[MIB]);
        }
        node.engine.maintain();

        assertThat(node.engine.status().unsyncedBytes()).isZero();
    }
}
