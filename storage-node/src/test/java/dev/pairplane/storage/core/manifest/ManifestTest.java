package dev.pairplane.storage.core.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.file.CrashPolicy;
import dev.pairplane.storage.core.file.DiskFullException;
import dev.pairplane.storage.core.file.DiskOperation;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.FaultRules.Calls;
import dev.pairplane.storage.core.file.FaultRules.Fault;
import dev.pairplane.storage.core.file.FileText;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.framing.FramedWriter;
import dev.pairplane.storage.core.framing.PoisonedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Edits of the manifest, and what power losses, damage and full disks do to them.
class ManifestTest {

    private static final UUID STORE = new UUID(3, 4);

    private final FaultDisk disk = new FaultDisk();
    private final AtomicLong nonces = new AtomicLong();

    private Manifest open(FaultDisk image, long rollBytes) throws IOException {
        return Manifest.open(image.root(), STORE, nonces::incrementAndGet, () -> 5, rollBytes);
    }

    private Manifest create() throws IOException {
        return Manifest.create(disk.root(), STORE, nonces::incrementAndGet, () -> 5);
    }

    /// The i-th edit: adds segment i, removes i − 3.
    private static Edit edit(long i) {
        return Edit.of(List.of(i), i > 3 ? List.of(i - 3) : List.of(), i * 10);
    }

    /// What is in force after the first so many edits.
    private static SortedSet<Long> after(long edits) {
        SortedSet<Long> segments = new TreeSet<>();
        for (long i = Math.max(1, edits - 2); i <= edits; i++) {
            segments.add(i);
        }
        return segments;
    }

    private static String name(FaultDisk disk) throws IOException {
        return FileText.text(disk.root(), "CURRENT").strip();
    }

    /// Storage invariants 62 and 12: an edit that was answered is there, one under way is there or
    /// not, and nothing else, across rolls and switches of CURRENT.
    @Test
    void aPowerLossAtAnyStepKeepsEveryEditThatWasAnswered() throws Exception {
        create().close();
        Manifest manifest = open(disk, 30_000);
        List<FaultDisk> images = new ArrayList<>();
        List<Long> answered = new ArrayList<>();
        long[] applied = new long[1];
        disk.listen(step -> {
            for (CrashPolicy policy :
                    List.of(
                            CrashPolicy.DROP_ALL,
                            CrashPolicy.KEEP_ALL,
                            CrashPolicy.random(step.number()),
                            CrashPolicy.random(-step.number()))) {
                images.add(disk.crash(policy));
                answered.add(applied[0]);
            }
        });
        for (int i = 1; i <= 12; i++) {
            manifest.apply(edit(i));
            applied[0] = i;
        }
        assertThat(name(disk)).isNotEqualTo("MANIFEST-00000000000000000002");

        for (int i = 0; i < images.size(); i++) {
            Manifest found = open(images.get(i), 30_000);
            long floor = answered.get(i);
            assertThat(found.segments()).isIn(after(floor), after(floor + 1));
            assertThat(found.lastSeq()).isIn(floor * 10, floor * 10 + 10);
            found.apply(edit(20));
            assertThat(open(images.get(i).crash(CrashPolicy.DROP_ALL), 30_000).segments())
                    .contains(20L);
        }
        assertThat(images).hasSizeGreaterThan(300);
    }

    /// Storage invariant 62: a manifest that ends anywhere gives the edits that it holds.
    @Test
    void cutAtAnyByteItGivesTheEditsInFrontOfTheCut() throws Exception {
        try (Manifest manifest = create()) {
            for (int i = 1; i <= 3; i++) {
                manifest.apply(edit(i));
            }
        }
        String name = name(disk);
        long size = size(name);
        int seen = 3;
        int refused = 0;
        for (long cut = size - 1; cut >= 0; cut -= cut > 4200 ? 1 : 13) {
            FaultDisk image = disk.fork();
            try (StoredFile file = image.root().open(name)) {
                file.truncate(cut);
            }
            try {
                int edits = open(image, Manifest.ROLL_BYTES).segments().size();
                assertThat(edits).isIn(seen, seen - 1);
                seen = edits;
            } catch (CorruptFileException e) {
                // The first edit was synced before CURRENT named the file.
                assertThat(cut).isLessThan(2L * Frame.BLOCK);
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat(seen).isZero();
    }

    private long size(String name) throws IOException {
        try (StoredFile file = disk.root().open(name)) {
            return file.size();
        }
    }

    /// Every edit is vouched for as soon as it was answered: damage to the last one counts as such.
    @Test
    void aFlippedBitInAnyEditRefusesTheManifestAndChangesNothing() throws Exception {
        try (Manifest manifest = create()) {
            for (int i = 1; i <= 2; i++) {
                manifest.apply(edit(i));
            }
        }
        String name = name(disk);
        long lastFence = size(name) - Frame.BLOCK;
        for (long offset = 0; offset < size(name); offset++) {
            boolean dense = offset % Frame.BLOCK < 140;
            for (int bit = dense ? 0 : (int) (offset % 8);
                    bit < (dense ? 8 : offset % 8 + 1);
                    bit++) {
                FaultDisk image = disk.fork();
                image.flipBit("/" + name, offset, bit);
                if (offset >= lastFence) {
                    assertThat(open(image, Manifest.ROLL_BYTES).segments()).isEqualTo(after(2));
                } else {
                    assertThatThrownBy(() -> open(image, Manifest.ROLL_BYTES))
                            .isInstanceOf(CorruptFileException.class)
                            .hasMessageContaining(name);
                    assertThat(name(image)).isEqualTo(name);
                }
            }
        }
    }

    /// Storage invariants 64 and 65: what CURRENT does not name goes away once everything was read,
    /// and its number is never used again.
    @Test
    void rollsAtItsSizeLeavesOneFileAndNeverReusesANumber() throws Exception {
        create().close();
        FileText.durable(disk.root(), "MANIFEST-00000000000000000040", "leftover").close();
        Manifest manifest = open(disk, 30_000);
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            manifest.apply(edit(i));
            if (!names.contains(name(disk))) {
                names.add(name(disk));
            }
            assertThat(size(name(disk))).isLessThan(50_000);
        }

        assertThat(names).hasSizeGreaterThan(3).isSorted();
        assertThat(names.getFirst()).isEqualTo("MANIFEST-00000000000000000041");
        assertThat(disk.root().list())
                .filteredOn(file -> file.startsWith("MANIFEST"))
                .containsExactly(name(disk));
        assertThat(manifest.segments()).isEqualTo(after(20));
    }

    @Test
    void aFullDiskRefusesTheEditAndTheNextOneSucceeds() throws Exception {
        create().close();
        Manifest manifest = open(disk, 30_000);
        for (int i = 1; i <= 12; i++) {
            disk.faults().fail(Calls.all().of(DiskOperation.WRITE), Fault.DISK_FULL);
            int edit = i;
            List<String> files = disk.root().list();
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> manifest.apply(edit(edit)))
                        .isInstanceOf(DiskFullException.class);
            }
            assertThat(disk.root().list()).isEqualTo(files);
            assertThat(manifest.segments()).isEqualTo(after(i - 1));
            disk.faults().clear();
            manifest.apply(edit(i));
            assertThat(open(disk.crash(CrashPolicy.DROP_ALL), 30_000).segments())
                    .isEqualTo(after(i));
        }
    }

    @Test
    void aFailedSyncEndsAllEditing() throws Exception {
        Manifest manifest = create();
        disk.faults().fail(Calls.nth(1).of(DiskOperation.SYNC), Fault.IO_ERROR);

        assertThatThrownBy(() -> manifest.apply(edit(1))).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(() -> manifest.apply(edit(1))).isInstanceOf(PoisonedException.class);
        assertThat(open(disk.crash(CrashPolicy.DROP_ALL), 30_000).segments()).isEmpty();
    }

    @Test
    void remembersWhetherTheLogWasClosedUntilTheNextEdit() throws Exception {
        Manifest manifest = create();
        manifest.apply(edit(1));
        manifest.apply(Edit.closed(10));
        manifest.close();
        for (int i = 0; i < 3; i++) {
            try (Manifest again = open(disk, 30_000)) {
                assertThat(again.closedInOrder()).isTrue();
                assertThat(again.lastSeq()).isEqualTo(10);
            }
        }
        try (Manifest again = open(disk, 30_000)) {
            again.apply(edit(2));
        }
        assertThat(open(disk, 30_000).closedInOrder()).isFalse();
    }

    @Test
    void rollingDuringARunDoesNotLookLikeAnOrderlyStop() throws Exception {
        create().close();
        Manifest manifest = open(disk, 5000);
        assertThat(manifest.closedInOrder()).isTrue();
        for (int i = 1; i <= 5; i++) {
            manifest.apply(edit(i));
            assertThat(open(disk.crash(CrashPolicy.DROP_ALL), 5000).closedInOrder()).isFalse();
        }
    }

    @Test
    void refusesEditsItDoesNotUnderstand() {
        byte[] unknown = {99, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] order = {1, 5, 'o', 't', 'h', 'e', 'r'};
        byte[] cut = {3, 0, 0};
        byte[] cutName = {1, 20, 'p', 'a'};
        for (byte[] payload : List.of(unknown, order, cut, cutName)) {
            assertThatThrownBy(() -> Edit.decode("M", 7, ByteBuffer.wrap(payload)))
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("M at offset 7");
        }
    }

    @Test
    void refusesAManifestOfAnotherStoreOrWithRecordsOfTheLog() throws Exception {
        create().close();
        assertThatThrownBy(() -> Manifest.open(disk.root(), new UUID(1, 1), () -> 1, () -> 1))
                .isInstanceOf(FileHeader.ForeignFileException.class);
        FileHeader header = new FileHeader(FileHeader.Kind.MANIFEST, 9, 1, 1, STORE, 0, 1);
        StoredFile file = disk.root().create("MANIFEST-00000000000000000009");
        file.write(header.encode(), 0);
        FramedWriter writer = new FramedWriter(file, header, 0, 0);
        writer.begin(true);
        writer.add(Frame.PUT, 1, edit(1).encode());
        writer.write(1, true);
        writer.sync();
        disk.root().delete("CURRENT");
        FileText.durable(disk.root(), "CURRENT", "MANIFEST-00000000000000000009\n").close();

        assertThatThrownBy(() -> open(disk, 30_000)).isInstanceOf(CorruptFileException.class);
    }
}
