package dev.pairplane.storage.core.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.DiskOperation;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.FaultRules.Calls;
import dev.pairplane.storage.core.file.FaultRules.Fault;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What is written in groups is read back record by record, whatever the shapes, and whatever fails
/// in between.
class FramedFileTest {

    private static final long FIRST = 100;

    private final FaultDisk disk = new FaultDisk();
    private final FileHeader header =
            new FileHeader(
                    FileHeader.Kind.SEGMENT, 7, FIRST, 1, new UUID(1, 2), 0, 0x1234_5678_9ABCL);

    /// Buffers, because they compare by content.
    private record Written(byte type, ByteBuffer payload) {}

    private FramedWriter writer(StoredFile file) throws IOException {
        file.write(header.encode(), 0);
        file.sync(true);
        disk.root().sync();
        return new FramedWriter(file, header, Frame.BLOCK, FIRST - 1);
    }

    private List<Written> read(FaultDisk image, ScanEnd.Kind kind) throws IOException {
        List<Written> found = new ArrayList<>();
        try (StoredFile file = image.root().open("f")) {
            ScanEnd end =
                    new FramedReader(file, header)
                            .scan(
                                    FIRST - 1,
                                    (offset, type, seq, payload) -> {
                                        byte[] bytes = new byte[payload.remaining()];
                                        payload.get(bytes);
                                        assertThat(seq).isEqualTo(FIRST + found.size());
                                        found.add(new Written(type, ByteBuffer.wrap(bytes)));
                                    });
            assertThat(end.kind()).as(end.detail()).isEqualTo(kind);
            assertThat(end.lastSeq()).isEqualTo(FIRST + found.size() - 1);
        }
        return found;
    }

    private static void same(List<Written> found, List<Written> expected) {
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void readsBackWhatWasWrittenInGroupsOfAnyShape() throws Exception {
        for (int seed = 0; seed < 150; seed++) {
            new Shapes(seed).go();
        }
    }

    @Test
    void readsBackWhatWasWrittenInGroupsOfFreshShapes() throws Exception {
        Seeds.simulation(0.1, seeds -> new Shapes(seeds.value()).go());
    }

    /// One file written in random groups, some of which fail and are undone.
    private final class Shapes {
        private final SplittableRandom random;
        private final FaultDisk disk = new FaultDisk();
        private final List<Written> expected = new ArrayList<>();

        Shapes(long seed) {
            this.random = new SplittableRandom(seed);
        }

        void go() throws IOException {
            StoredFile file = disk.root().create("f");
            file.write(header.encode(), 0);
            boolean ahead = random.nextBoolean();
            if (ahead) {
                file.write(ByteBuffer.allocate(1 << 17), Frame.BLOCK);
            }
            file.sync(true);
            disk.root().sync();
            FramedWriter writer = new FramedWriter(file, header, file.size(), FIRST - 1);
            for (int i = random.nextInt(1, 15); i > 0; i--) {
                group(writer);
                if (random.nextInt(3) == 0) {
                    writer.sync();
                    same(read(disk.crash(CrashPolicy.DROP_ALL), ScanEnd.Kind.OPEN), expected);
                }
            }
            same(read(disk, ScanEnd.Kind.OPEN), expected);
            boolean clean = random.nextBoolean();
            writer.begin(random.nextBoolean());
            writer.addSeal(clean);
            writer.write(writer.lastSeq(), random.nextBoolean());
            writer.sync();
            ScanEnd.Kind sealed = clean ? ScanEnd.Kind.SEALED_CLEAN : ScanEnd.Kind.SEALED;
            same(read(disk, sealed), expected);
            writer.trim();
            same(read(disk.crash(CrashPolicy.DROP_ALL), sealed), expected);
            writer.close();
        }

        private void group(FramedWriter writer) throws IOException {
            boolean fails = random.nextInt(4) == 0;
            if (fails) {
                disk.faults()
                        .fail(
                                Calls.nth(1).of(DiskOperation.WRITE),
                                random.nextBoolean()
                                        ? Fault.IO_ERROR
                                        : Fault.shortWrite(random.nextInt(9000)));
            }
            List<Written> group = new ArrayList<>();
            long seq = writer.lastSeq();
            long position = writer.position();
            boolean fenced = random.nextBoolean();
            writer.begin(fenced);
            for (int i = random.nextInt(5); i > 0; i--) {
                byte[] payload = new byte[length(position)];
                random.nextBytes(payload);
                byte type = (byte) (1 + random.nextInt(3));
                writer.add(type, ++seq, payload);
                group.add(new Written(type, ByteBuffer.wrap(payload)));
            }
            try {
                writer.write(seq, random.nextBoolean());
                expected.addAll(group);
                assertThat(writer.lastSeq()).isEqualTo(seq);
            } catch (IOException e) {
                assertThat(fails).isTrue();
                assertThat(writer.position()).isEqualTo(position);
            }
            disk.faults().clear();
        }

        /// Often such that the record ends within a header's length of the end of its block.
        private int length(long position) {
            return switch (random.nextInt(4)) {
                case 0 -> random.nextInt(60);
                case 1 -> random.nextInt(10_000);
                case 2 -> {
                    long used = position % Frame.BLOCK + 34 + 18;
                    long left = Frame.BLOCK - used % Frame.BLOCK;
                    yield (int) Math.max(0, left - random.nextInt(20));
                }
                default -> 4096 - 18 - random.nextInt(60);
            };
        }
    }

    /// A record of every length around the end of a block, alone and followed by others.
    @Test
    void recordsThatEndNearTheEndOfABlockAreFollowedCorrectly() throws Exception {
        int first = Frame.BLOCK - 34 - Frame.RECORD_HEADER;
        for (int length = first - 45; length <= first + 45; length++) {
            for (boolean pad : new boolean[] {true, false}) {
                FaultDisk own = new FaultDisk();
                StoredFile file = own.root().create("f");
                file.write(header.encode(), 0);
                FramedWriter writer = new FramedWriter(file, header, 0, FIRST - 1);
                List<Written> expected = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    byte[] payload = new byte[i == 1 ? 5 : length];
                    writer.begin(false);
                    writer.add(Frame.PUT, FIRST + i, payload);
                    writer.write(FIRST + i, pad);
                    expected.add(new Written(Frame.PUT, ByteBuffer.wrap(payload)));
                }
                same(read(own, ScanEnd.Kind.OPEN), expected);
            }
        }
    }

    @Test
    void aPoisonedWriterRefusesEverything() throws Exception {
        StoredFile file = disk.root().create("f");
        FramedWriter writer = writer(file);
        writer.begin(true);
        writer.add(Frame.PUT, FIRST, new byte[5]);
        writer.write(FIRST, true);
        disk.faults().fail(Calls.nth(1).of(DiskOperation.SYNC), Fault.IO_ERROR);

        assertThatThrownBy(writer::sync).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(writer::sync).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(() -> writer.begin(true)).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(() -> writer.write(FIRST, true)).isInstanceOf(PoisonedException.class);
    }

    @Test
    void aWriterStartsAtABlockBoundaryOnly() throws Exception {
        StoredFile file = disk.root().create("f");

        assertThatThrownBy(() -> new FramedWriter(file, header, 4097, 4097, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPayloadAboveTheLimitIsRefused() throws Exception {
        FramedWriter writer = writer(disk.root().create("f"));
        writer.begin(true);

        assertThatThrownBy(() -> writer.add(Frame.PUT, FIRST, new byte[Frame.MAX_PAYLOAD + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// A fence vouches for what was durable when it was written, not for what it follows.
    @Test
    void damageInWhatWasNeverSyncedIsATearThoughFencesFollow() throws Exception {
        FramedWriter writer = writer(disk.root().create("f"));
        for (int i = 0; i < 4; i++) {
            writer.begin(true);
            writer.add(Frame.PUT, FIRST + i, new byte[50]);
            writer.write(FIRST + i, true);
            if (i == 0) {
                writer.sync();
            }
        }
        disk.flipBit("/f", Frame.BLOCK * 2 + 60, 1);
        assertThat(read(disk, ScanEnd.Kind.TORN)).hasSize(1);
        disk.flipBit("/f", Frame.BLOCK * 2 + 60, 1);
        disk.flipBit("/f", Frame.BLOCK + 60, 1);
        assertThat(read(disk, ScanEnd.Kind.CORRUPT)).isEmpty();
    }

    @Test
    void aForceCoversWhatWasWrittenWhenItStartedAndNoMore() throws Exception {
        FramedWriter writer = writer(disk.root().create("f"));
        for (int i = 0; i < 3; i++) {
            FramedWriter.Mark mark = writer.mark();
            writer.begin(true);
            writer.add(Frame.PUT, FIRST + i, new byte[50]);
            writer.write(FIRST + i, true);
            // As if another thread had forced meanwhile.
            writer.durable(writer.force(mark));
            assertThat(writer.unsynced()).isEqualTo(Frame.BLOCK);
            assertThat(writer.durableSeq()).isEqualTo(FIRST + i - 1);
        }
    }

    /// Nothing of another file, number or place is taken for a record.
    @Test
    void recordsCountOnlyInTheirFileAndAtTheirPlace() throws Exception {
        StoredFile file = disk.root().create("f");
        FramedWriter writer = writer(file);
        for (int i = 0; i < 2; i++) {
            writer.begin(true);
            writer.add(Frame.PUT, FIRST + i, new byte[50]);
            writer.write(FIRST + i, true);
        }
        writer.sync();
        for (FileHeader other :
                List.of(
                        new FileHeader(
                                header.kind(), 7, FIRST, 1, header.store(), 0, header.nonce() + 1),
                        new FileHeader(
                                header.kind(), 8, FIRST, 1, header.store(), 0, header.nonce()))) {
            ScanEnd end =
                    new FramedReader(file, other)
                            .scan(
                                    FIRST - 1,
                                    (offset, type, seq, payload) -> {
                                        throw new AssertionError("a record at " + offset);
                                    });
            assertThat(end.kind()).isEqualTo(ScanEnd.Kind.TORN);
        }
        // The same bytes once more, one group further on.
        ByteBuffer group = ByteBuffer.allocate(Frame.BLOCK);
        file.read(group, 2L * Frame.BLOCK);
        file.write(group.flip(), 3L * Frame.BLOCK);
        assertThat(read(disk, ScanEnd.Kind.TORN)).hasSize(2);
    }
}
