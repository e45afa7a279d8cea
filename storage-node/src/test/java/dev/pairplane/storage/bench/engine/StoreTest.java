package dev.pairplane.storage.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Both sides do what they are measured for.
class StoreTest {
    private static final int KEYS = 500;

    private final Data data = new Data(KEYS, Sizes.SMALL, 1);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"OURS, false", "OURS, true", "THEIRS, false", "THEIRS, true"})
    void whatWasPutIsReadBeforeAndAfterItSettles(Side side, boolean synced) throws Exception {
        StoreSettings settings =
                synced ? StoreSettings.unsynced().withSync() : StoreSettings.unsynced();
        try (Store store = side.open(folder, settings)) {
            for (int round = 0; round < 2; round++) {
                for (int place : data.shuffled(round)) {
                    store.put(data.key(place), data.sample(place + round).encoded());
                }
            }
            assertThat(store.get(data.key(7))).isEqualTo(data.sample(8).encoded());
            assertThat(store.get(data.missing(7))).isNull();

            store.settle();
        }

        try (Store store = side.open(folder, settings)) {
            for (int place = 0; place < KEYS; place++) {
                assertThat(store.get(data.key(place))).isEqualTo(data.sample(place + 1).encoded());
                assertThat(store.get(data.missing(place))).isNull();
            }
            walks(store);
        }
    }

    private void walks(Store store) throws Exception {
        int entry = data.key(0).length + data.sample(0).encoded().length;
        try (Store.Walk walk = store.walk().orElseThrow()) {
            int keys = 0;
            for (boolean there = walk.first(); there; there = walk.next()) {
                assertThat(walk.copy()).isEqualTo(entry);
                keys++;
            }
            assertThat(keys).isEqualTo(KEYS);
            assertThat(walk.seek(data.missing(KEYS - 3))).isTrue();
            assertThat(walk.next()).isTrue();
            assertThat(walk.next()).isFalse();
            assertThat(walk.seek(data.missing(KEYS - 1))).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"OURS", "THEIRS"})
    void aClockedWriteReplacesWhatIsThere(Side side) throws Exception {
        try (Store store = side.open(folder, StoreSettings.unsynced())) {
            store.put(data.key(1), data.sample(1).encoded());

            store.clockedWrite(data.key(1), data.sample(2));

            byte[] stored = store.get(data.key(1));
            assertThat(stored).isNotNull();
            assertThat(new String(stored, StandardCharsets.ISO_8859_1))
                    .endsWith(new String(data.sample(2).value(), StandardCharsets.ISO_8859_1));
        }
    }
}
