package dev.pairplane.storage.core.sstable;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.sstable.TableSetup.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Damage is noticed by whoever reads it, and never passes for an answer.
class TableDamageTest {
    private static final long NUMBER = 3;

    private final FaultDisk disk = new FaultDisk();
    private final List<Entry> entries = new ArrayList<>();

    @BeforeEach
    void makeEntries() {
        for (int i = 0; i < 24; i++) {
            entries.add(Entry.of("tenant:key-%02d".formatted(i), 100 + i, "value ".repeat(4) + i));
        }
    }

    private static TableOptions small(Compression compression) {
        return new TableOptions(128, 4, 3, 0.01, compression);
    }

    private byte[] bytes() throws IOException {
        try (StoredFile file = disk.root().open(TableName.of(NUMBER))) {
            byte[] bytes = new byte[(int) file.size()];
            file.read(ByteBuffer.wrap(bytes), 0);
            return bytes;
        }
    }

    private void put(byte[] bytes, int from, int length) throws IOException {
        try (StoredFile file = disk.root().open(TableName.of(NUMBER))) {
            file.write(ByteBuffer.wrap(bytes, from, length), from);
        }
    }

    /// Reads everything in each way that there is, and returns how often damage was reported.
    ///
    /// @throws AssertionError when anything that was answered was wrong
    private int readAll() throws IOException {
        int reports = 0;
        Table table;
        try {
            table = TableSetup.open(disk, NUMBER, TableSetup.cache(0));
        } catch (CorruptFileException e) {
            assertThat(e.file()).isEqualTo(TableName.of(NUMBER));
            return 1;
        }
        try (table) {
            for (Entry entry : entries) {
                try {
                    Table.Found found =
                            requireNonNull(
                                    table.get(
                                            entry.key(), Table.hash(entry.key()), Long.MAX_VALUE));
                    assertThat(found.seq()).isEqualTo(entry.seq());
                    assertThat(
                                    Arrays.copyOfRange(
                                            found.bytes(),
                                            found.offset(),
                                            found.offset() + found.length()))
                            .isEqualTo(entry.set());
                } catch (CorruptFileException e) {
                    reports++;
                }
            }
            reports += walk(table, true) + walk(table, false);
        }
        return reports;
    }

    private int walk(Table table, boolean cached) throws IOException {
        TableCursor cursor = table.cursor(cached);
        int at = 0;
        try {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                assertThat(TableSetup.entry(cursor)).hasToString(entries.get(at).toString());
                at++;
            }
            assertThat(at).isEqualTo(entries.size());
            return 0;
        } catch (CorruptFileException e) {
            return 1;
        }
    }

    /// Storage invariant 39.
    @ParameterizedTest
    @EnumSource(Compression.class)
    void anyFlippedBitIsNoticed(Compression compression) throws Exception {
        TableSetup.write(disk, NUMBER, small(compression), entries);
        byte[] bytes = bytes();
        assertThat(readAll()).isZero();
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                bytes[at] ^= (byte) (1 << bit);
                put(bytes, at, 1);
                assertThat(readAll()).as("bit %d of byte %d", bit, at).isPositive();
                bytes[at] ^= (byte) (1 << bit);
                put(bytes, at, 1);
            }
        }
        assertThat(readAll()).isZero();
    }

    /// Storage invariant 40.
    @Test
    void aTableThatIsCutAnywhereIsRefused() throws Exception {
        TableSetup.write(disk, NUMBER, small(Compression.LZ4), entries);
        byte[] bytes = bytes();
        for (int length = bytes.length - 1; length >= 0; length--) {
            try (StoredFile file = disk.root().open(TableName.of(NUMBER))) {
                file.truncate(length);
            }
            assertThatExceptionOfType(CorruptFileException.class)
                    .as("%d bytes", length)
                    .isThrownBy(() -> TableSetup.open(disk, NUMBER, TableSetup.cache(0)))
                    .withMessageContaining(TableName.of(NUMBER));
        }
    }

    /// Storage invariant 40: neither another kind of file, nor a newer format, nor another's table.
    @Test
    void whatIsNotThisTableIsRefusedByName() throws Exception {
        TableSetup.write(disk, NUMBER, small(Compression.NONE), entries);
        assertThatThrownBy(
                        () -> Table.open(disk.root(), NUMBER, new UUID(7, 8), TableSetup.cache(0)))
                .isInstanceOf(FileHeader.ForeignFileException.class)
                .hasMessageContaining(TableSetup.STORE.toString());
        disk.root().rename(TableName.of(NUMBER), TableName.of(NUMBER + 1));
        assertThatThrownBy(() -> TableSetup.open(disk, NUMBER + 1, TableSetup.cache(0)))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("number 3");
        disk.root().rename(TableName.of(NUMBER + 1), TableName.of(NUMBER));

        newerFormat();
        assertThatThrownBy(() -> TableSetup.open(disk, NUMBER, TableSetup.cache(0)))
                .isInstanceOf(FileHeader.IncompatibleFileException.class)
                .hasMessageContaining("format 2");

        put(new byte[bytes().length], 0, bytes().length);
        assertThatThrownBy(() -> TableSetup.open(disk, NUMBER, TableSetup.cache(0)))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("does not end like a table");
    }

    private void newerFormat() throws IOException {
        byte[] bytes = bytes();
        int footer = bytes.length - Footer.BYTES;
        Bytes.putInt(bytes, footer, 2);
        CRC32C crc = new CRC32C();
        crc.update(bytes, footer, 52);
        Bytes.putInt(bytes, footer + 52, (int) crc.getValue());
        put(bytes, footer, Footer.BYTES);
    }

    /// A block of the right checksum in the wrong place, or of another table, does not pass.
    @Test
    void aBlockFromElsewhereIsNoticed() throws Exception {
        TableSetup.write(disk, NUMBER, small(Compression.NONE), entries);
        byte[] here = bytes();
        List<Entry> others =
                entries.stream()
                        .map(e -> new Entry(e.key(), e.seq() + 1, e.set(), e.deletedAtMs()))
                        .toList();
        TableSetup.write(disk, NUMBER + 1, small(Compression.NONE), others);
        byte[] there;
        try (StoredFile file = disk.root().open(TableName.of(NUMBER + 1))) {
            there = new byte[(int) file.size()];
            file.read(ByteBuffer.wrap(there), 0);
        }
        assertThat(there).hasSameSizeAs(here);
        put(there, 0, here.length - Footer.BYTES);
        assertThat(readAll()).isPositive();
    }

    /// Storage invariant 45: a length that a block claims is no reason to take memory.
    @ParameterizedTest
    @EnumSource(Compression.class)
    void noBlockDecompressesToMoreThanTheTableRecorded(Compression compression) throws Exception {
        TableSetup.write(disk, NUMBER, small(compression), entries);
        byte[] bytes = bytes();
        BlockHandle first = firstBlock();
        for (int claimed : new int[] {-1, Integer.MAX_VALUE, 1 << 30, 0, 5}) {
            Compression stored = Compression.of(bytes[first.length()]);
            BlockFormat.seal(bytes, 0, first.length(), stored, claimed, NUMBER, 0);
            put(bytes, 0, first.length() + BlockFormat.TRAILER);
            Entry entry = entries.getFirst();
            try (Table table = TableSetup.open(disk, NUMBER, TableSetup.cache(0))) {
                assertThatExceptionOfType(CorruptFileException.class)
                        .as("%d bytes", claimed)
                        .isThrownBy(() ->
                                table.get(entry.key(), Table.hash(entry.key()), Long.MAX_VALUE));
            }
        }
    }

    private BlockHandle firstBlock() throws Exception {
        try (Table table = TableSetup.open(disk, NUMBER, TableSetup.cache(0))) {
            Block index = table.block(table.index(0));
            long at = index.ceiling(new byte[0], 0);
            int start = (int) (at >>> 32);
            return BlockHandle.get(index.bytes(), start, start + (int) at);
        }
    }
}
