package dev.pairplane.storage.core.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.HexDump;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.sstable.TableSetup.Entry;
import dev.pairplane.testkit.GoldenFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The bytes of a table, against a dump that is committed: stores that exist must stay readable.
class GoldenTableTest {
    private static final long NUMBER = 3;

    /// Several blocks and partitions; what other versions of a compressor make of it does not
    /// matter, so nothing is compressed.
    @Test
    void aTableHasTheseBytes() throws Exception {
        FaultDisk disk = new FaultDisk();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            entries.add(Entry.of("tenant:key" + (10 + i), 100 + i, "versions " + i));
        }
        entries.add(
                new Entry(
                        "tenant:schlüssel".getBytes(StandardCharsets.UTF_8),
                        200,
                        "deleted".getBytes(StandardCharsets.UTF_8),
                        1_700_000_000_000L));
        TableSetup.write(disk, NUMBER, new TableOptions(64, 4, 2, 0.01, Compression.NONE), entries);

        String name = TableName.of(NUMBER);
        try (StoredFile file = disk.root().open(name)) {
            GoldenFiles.check(Path.of("src/test/resources/golden/sstable-1.hex"), HexDump.of(file));
        }
        try (Table table = TableSetup.open(disk, NUMBER, TableSetup.cache(0))) {
            TableCursor cursor = table.cursor(false);
            assertThat(cursor.first()).isTrue();
            assertThat(TableSetup.rest(cursor)).hasSize(entries.size());
        }
    }
}
