package dev.pairplane.storage.core.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.sstable.TableName;
import dev.pairplane.storage.core.sstable.TableOptions;
import dev.pairplane.storage.core.sstable.TableWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a check says of a table.
class TableCheckTest {
    private static final UUID STORE = new UUID(1, 2);
    private static final String FILE = TableName.of(7);

    private final FaultDisk disk = new FaultDisk();
    private final Directory root = disk.root();
    private final TableEntry entry;
    private int reads;

    TableCheckTest() throws IOException {
        try (TableWriter writer = new TableWriter(root, 7, STORE, TableOptions.DEFAULT)) {
            for (int i = 0; i < 2000; i++) {
                byte[] key = "t:%06d".formatted(i * 7919).getBytes(StandardCharsets.UTF_8);
                byte[] ordered = "t:%06d".formatted(i).getBytes(StandardCharsets.UTF_8);
                writer.add(ordered, ordered.length, i + 1, key, 0, key.length, 0);
            }
            entry = TableEntry.of(writer.finish(0, 1), 0);
        }
    }

    private TableCheck check(int mostReads) {
        return new TableCheck(root, STORE, _ -> ++reads <= mostReads);
    }

    @Test
    void aTableThatIsAsItWasWrittenIsIntact() throws IOException {
        assertThat(check(Integer.MAX_VALUE).check(entry)).isEqualTo(TableCheck.Verdict.INTACT);
        assertThat(reads).isPositive();
    }

    @Test
    void isBrokenOffWhereItIsToldTo() throws IOException {
        assertThat(check(0).check(entry)).isEqualTo(TableCheck.Verdict.STOPPED);
    }

    @Test
    void namesTheBlockThatIsDamaged() throws IOException {
        disk.flipBit("/" + FILE, 5000, 3);

        assertThatThrownBy(() -> check(Integer.MAX_VALUE).check(entry))
                .isInstanceOfSatisfying(
                        CorruptFileException.class,
                        damage -> {
                            assertThat(damage.file()).isEqualTo(FILE);
                            assertThat(damage.offset()).isBetween(0L, 5000L);
                        });
    }

    /// Another table of the same length, every block of which can be read.
    @Test
    void seesThatItIsAnotherTable() {
        TableEntry other =
                new TableEntry(
                        entry.number(),
                        0,
                        entry.size(),
                        entry.digest() + 1,
                        entry.smallest(),
                        entry.largest(),
                        entry.smallestSeq(),
                        entry.largestSeq(),
                        entry.entries(),
                        0,
                        0);

        assertThatThrownBy(() -> check(Integer.MAX_VALUE).check(other))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("its digest is not the one");
    }

    @Test
    void seesThatItIsShorter() throws IOException {
        try (StoredFile file = root.open(FILE)) {
            file.truncate(entry.size() - 1);
        }

        assertThatThrownBy(() -> check(Integer.MAX_VALUE).check(entry))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(
                        "it has %d bytes, and the manifest says %d"
                                .formatted(entry.size() - 1, entry.size()));
    }

    @Test
    void seesThatItIsMissing() throws IOException {
        root.delete(FILE);

        assertThatThrownBy(() -> check(Integer.MAX_VALUE).check(entry))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("it is missing");
    }
}
