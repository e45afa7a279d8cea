package dev.pairplane.storage.core.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.FileHeader.Kind;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a header says, and what it is refused for.
class FileHeaderTest {

    private static final UUID STORE = new UUID(0x0123456789ABCDEFL, -1);

    private final FaultDisk disk = new FaultDisk();

    private StoredFile file(FileHeader header) throws IOException {
        StoredFile file = disk.root().create("f");
        file.write(header.encode(), 0);
        return file;
    }

    private static FileHeader header(Kind kind) {
        return new FileHeader(kind, 42, 1L << 32, 1_700_000_000_000L, STORE, 1, -77);
    }

    @Test
    void readsBackEveryField() throws Exception {
        StoredFile file = file(header(Kind.SEGMENT));

        assertThat(FileHeader.read(file, Kind.SEGMENT, 42, STORE)).isEqualTo(header(Kind.SEGMENT));
        assertThat(FileHeader.read(file, Kind.SEGMENT, STORE)).isEqualTo(header(Kind.SEGMENT));
    }

    @Test
    void isRefusedUnderAnotherKindNumberOrStore() throws Exception {
        StoredFile file = file(header(Kind.SEGMENT));

        assertThatThrownBy(() -> FileHeader.read(file, Kind.MANIFEST, 42, STORE))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("kind");
        assertThatThrownBy(() -> FileHeader.read(file, Kind.SEGMENT, 43, STORE))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("number 42");
        UUID other = new UUID(1, 1);
        assertThatThrownBy(() -> FileHeader.read(file, Kind.SEGMENT, 42, other))
                .isInstanceOf(FileHeader.ForeignFileException.class)
                .hasMessageContaining(STORE.toString())
                .hasMessageContaining(other.toString());
    }

    @Test
    void everyFlippedBitIsNoticed() throws Exception {
        StoredFile file = file(header(Kind.SEGMENT));
        for (int bit = 0; bit < Frame.BLOCK * 8; bit++) {
            disk.flipBit("/f", bit / 8, bit % 8);
            assertThatThrownBy(() -> FileHeader.read(file, Kind.SEGMENT, 42, STORE))
                    .isInstanceOf(CorruptFileException.class);
            disk.flipBit("/f", bit / 8, bit % 8);
        }
    }

    @Test
    void aShortFileIsRefused() throws Exception {
        StoredFile file = file(header(Kind.SEGMENT));
        for (int size : new int[] {4095, 1, 0}) {
            file.truncate(size);
            assertThatThrownBy(() -> FileHeader.read(file, Kind.SEGMENT, 42, STORE))
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("offset " + size);
        }
    }
}
