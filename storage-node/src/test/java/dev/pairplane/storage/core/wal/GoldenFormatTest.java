package dev.pairplane.storage.core.wal;

import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.HexDump;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.framing.FramedWriter;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.manifest.Edit;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.manifest.TableChange;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.version.MergeResult;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.version.VersionSetCodec;
import dev.pairplane.testkit.GoldenFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The bytes of log and manifest, against dumps that are committed: stores that exist must stay
/// readable.
class GoldenFormatTest {

    private static final UUID STORE = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    private final FaultDisk disk = new FaultDisk();

    @Test
    void aSegmentHasTheseBytes() throws Exception {
        FileHeader header =
                new FileHeader(
                        FileHeader.Kind.SEGMENT,
                        5,
                        17,
                        1_700_000_000_000L,
                        STORE,
                        0,
                        0x1122_3344_5566_7788L);
        StoredFile file = disk.root().create("segment");
        file.write(header.encode(), 0);
        FramedWriter writer = new FramedWriter(file, header, 0, 16);
        CompositeKey key = CompositeKey.of("tenant", "schlüssel:1");
        VectorClock clock = VectorClock.of(List.of(new VectorClock.Entry("node-a", 300)));
        VersionSet live =
                set(Version.live(clock, "a value".getBytes(StandardCharsets.UTF_8), 7, 1000));
        VersionSet deleted = set(Version.tombstone(clock, 8, 2000, 1001));
        writer.begin(true);
        add(writer, 17, record(Frame.PUT, key, live));
        add(writer, 18, record(Frame.DELETE, key, deleted));
        writer.write(18, true);
        writer.sync();
        writer.begin(true);
        add(writer, 19, record(Frame.REPAIR, key, live));
        writer.write(19, false);
        writer.begin(false);
        add(writer, 20, record(Frame.PUT, key, live));
        writer.write(20, true);
        writer.sync();
        writer.begin(true);
        writer.addSeal(true);
        writer.write(20, true);

        GoldenFiles.check(Path.of("src/test/resources/golden/segment-1.hex"), HexDump.of(file));
    }

    private static void add(FramedWriter writer, long seq, LogRecord record) {
        writer.add(record.type(), seq, record);
    }

    private static LogRecord record(byte type, CompositeKey key, VersionSet set) {
        return new LogRecord(type, key, VersionSetCodec.encode(set));
    }

    private static VersionSet set(Version version) {
        return ((MergeResult.Stored) VersionSet.EMPTY.merge(version, MergeLimits.DEFAULT)).set();
    }

    @Test
    void aManifestHasTheseBytes() throws Exception {
        try (Manifest manifest =
                Manifest.create(
                        disk.root(),
                        STORE,
                        () -> 0x1122_3344_5566_7788L,
                        () -> 1_700_000_000_000L)) {
            manifest.apply(Edit.of(List.of(1L, 2L), List.of(), 0));
            manifest.apply(Edit.of(List.of(3L), List.of(1L), 1L << 32));
            manifest.apply(
                    Edit.of(
                            new TableChange(
                                    List.of(
                                            new TableEntry(
                                                    7,
                                                    1,
                                                    4096,
                                                    0x0102_0304_0506_0708L,
                                                    "a:b".getBytes(StandardCharsets.UTF_8),
                                                    "a:é".getBytes(StandardCharsets.UTF_8),
                                                    3,
                                                    9,
                                                    5,
                                                    2,
                                                    1_700_000_000_000L)),
                                    Set.of(4L),
                                    9,
                                    8,
                                    1_700_000_000_001L)));
            manifest.apply(Edit.closed((1L << 32) + 5));
        }
        try (StoredFile file = disk.root().open("MANIFEST-00000000000000000001")) {
            GoldenFiles.check(
                    Path.of("src/test/resources/golden/manifest-1.hex"), HexDump.of(file));
        }
    }
}
