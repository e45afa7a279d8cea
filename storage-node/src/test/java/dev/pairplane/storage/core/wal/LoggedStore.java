package dev.pairplane.storage.core.wal;

import dev.pairplane.storage.core.engine.EngineSetup;
import dev.pairplane.storage.core.engine.SimulatedNode;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.file.FileText;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.framing.FramedReader;
import dev.pairplane.storage.core.key.CompositeKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.UUID;

/// A store on a simulated disk whose log is looked at and tampered with, file by file.
final class LoggedStore {

    static final EngineSetup SETUP = EngineSetup.standard().ahead(0);

    final FaultDisk disk;
    final Directory log;

    LoggedStore(FaultDisk disk) throws IOException {
        this.disk = disk;
        this.log = disk.root().subdirectory("commitlog");
    }

    static CompositeKey key(int i) {
        return CompositeKey.of("tenant", "key" + i);
    }

    static byte[] value(int i) {
        return ("value " + i + " ").repeat(3).getBytes(StandardCharsets.UTF_8);
    }

    /// A numbered record and where it stands.
    record Place(long start, long end, long seq) {}

    SimulatedNode start() throws Exception {
        return start(SETUP);
    }

    SimulatedNode start(EngineSetup setup) throws Exception {
        return SimulatedNode.start(disk, setup.options(), 7);
    }

    LoggedStore fork() throws IOException {
        return new LoggedStore(disk.fork());
    }

    UUID store() throws IOException {
        String text = FileText.text(disk.root(), "IDENTITY");
        return UUID.fromString(text.lines().toList().get(1).substring("store=".length()));
    }

    NavigableSet<Long> numbers() throws IOException {
        return Segments.list(log);
    }

    String last() throws IOException {
        return Segments.name(numbers().last());
    }

    static String path(String segment) {
        return "/commitlog/" + segment;
    }

    long size(String segment) throws IOException {
        try (StoredFile file = log.open(segment)) {
            return file.size();
        }
    }

    FileHeader header(String segment) throws IOException {
        try (StoredFile file = log.open(segment)) {
            return FileHeader.read(file, FileHeader.Kind.SEGMENT, store());
        }
    }

    /// The numbered records of a segment.
    List<Place> places(String segment) throws IOException {
        List<Place> places = new ArrayList<>();
        try (StoredFile file = log.open(segment)) {
            FileHeader header = FileHeader.read(file, FileHeader.Kind.SEGMENT, store());
            new FramedReader(file, header)
                    .scan(
                            header.firstSeq() - 1,
                            (offset, type, seq, payload) ->
                                    places.add(
                                            new Place(
                                                    offset,
                                                    offset
                                                            + Frame.RECORD_HEADER
                                                            + payload.remaining(),
                                                    seq)));
        }
        return places;
    }

    byte[] bytes(String segment) throws IOException {
        try (StoredFile file = log.open(segment)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return bytes.array();
        }
    }

    void overwrite(String segment, long offset, byte[] bytes) throws IOException {
        try (StoredFile file = log.open(segment)) {
            file.write(ByteBuffer.wrap(bytes), offset);
            file.sync(true);
        }
    }

    void truncate(String segment, long size) throws IOException {
        try (StoredFile file = log.open(segment)) {
            file.truncate(size);
            file.sync(true);
        }
    }

    void put(String segment, byte[] bytes) throws IOException {
        try (StoredFile file = log.create(segment)) {
            file.write(ByteBuffer.wrap(bytes), 0);
            file.sync(true);
        }
        log.sync();
    }

    /// What a replay of all segment files reads, by sequence number.
    LogReplay.Result replay(RecoveryMode mode, Map<Long, CompositeKey> records) throws IOException {
        return LogReplay.replay(
                log, store(), numbers(), 0, mode, (seq, record) -> records.put(seq, record.key()));
    }

    /// What a node that starts here holds: the value of each of the first keys that has one.
    static Map<Integer, String> contents(SimulatedNode node, int keys) {
        Map<Integer, String> contents = new TreeMap<>();
        for (int i = 0; i < keys; i++) {
            if (!node.read(key(i)).isEmpty()) {
                contents.put(i, node.value(key(i)));
            }
        }
        return contents;
    }

    List<String> quarantined() throws IOException {
        return log.subdirectory("quarantine").list();
    }
}
