package dev.pairplane.storage.core.manifest;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.StoredFile;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.FileHeader;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.framing.FramedReader;
import dev.pairplane.storage.core.framing.FramedWriter;
import dev.pairplane.storage.core.framing.ScanEnd;
import dev.pairplane.storage.core.levels.TableEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/// The manifest in force. Safe for several threads; edits are applied one at a time.
public final class Manifest implements AutoCloseable {

    /// Past this size the manifest is written afresh.
    public static final long ROLL_BYTES = 64L << 20;

    private static final String CURRENT = "CURRENT";
    private static final String CURRENT_TEMPORARY = "CURRENT.tmp";

    /// Up to 8,999,999,999,999,999,999: what is above is no number of ours.
    private static final Pattern NAME = Pattern.compile("MANIFEST-(0[0-8]\\d{18})");

    private final Directory root;
    private final UUID store;
    private final LongSupplier nonces;
    private final LongSupplier clockMs;
    private final long rollBytes;
    private final boolean closedInOrder;
    private final TreeSet<Long> segments = new TreeSet<>();
    private final TreeMap<Long, TableEntry> tables = new TreeMap<>();
    private volatile int segmentCount;
    private long lastSeq;
    private volatile long flushedSeq;
    private volatile long tableClockMs;
    private long nextTable;
    private long number;
    private long edits;
    private FramedWriter writer;

    private Manifest(
            Directory root,
            UUID store,
            LongSupplier nonces,
            LongSupplier clockMs,
            long rollBytes,
            Contents contents)
            throws IOException {
        this.root = root;
        this.store = store;
        this.nonces = nonces;
        this.clockMs = clockMs;
        this.rollBytes = rollBytes;
        this.segments.addAll(contents.segments);
        this.segmentCount = segments.size();
        this.tables.putAll(contents.tables);
        this.lastSeq = contents.lastSeq;
        this.flushedSeq = contents.flushedSeq;
        this.nextTable = contents.nextTable;
        this.tableClockMs = contents.tableClockMs;
        this.closedInOrder = contents.closed;
        this.number = contents.number;
        // Whether the log was closed stays as it was until the first edit opens it.
        this.writer = writeAfresh(closedInOrder);
    }

    /// What a manifest says, gathered edit by edit.
    private static final class Contents {
        private final TreeSet<Long> segments = new TreeSet<>();
        private final TreeMap<Long, TableEntry> tables = new TreeMap<>();
        private long lastSeq;
        private long flushedSeq;
        private long nextTable = 1;
        private long tableClockMs;
        private boolean closed = true;
        private long number;
        private long tornBytes;

        private void add(Edit edit) {
            edit.removed().forEach(segments::remove);
            segments.addAll(edit.added());
            edit.tables().removed().forEach(tables::remove);
            edit.tables().added().forEach(table -> tables.put(table.number(), table));
            lastSeq = Math.max(lastSeq, edit.lastSeq());
            flushedSeq = Math.max(flushedSeq, edit.tables().flushedSeq());
            nextTable = Math.max(nextTable, edit.tables().nextNumber());
            tableClockMs = Math.max(tableClockMs, edit.tables().clockMs());
            closed = edit.closed();
        }

        private Edit everything() {
            return new Edit(
                    List.copyOf(segments),
                    List.of(),
                    new TableChange(
                            List.copyOf(tables.values()),
                            Set.of(),
                            flushedSeq,
                            nextTable,
                            tableClockMs),
                    lastSeq,
                    closed);
        }
    }

    /// Whether a manifest was ever completed in this directory.
    public static boolean exists(Directory root) throws IOException {
        return root.list().contains(CURRENT);
    }

    /// Creates the manifest of an empty store.
    public static Manifest create(
            Directory root, UUID store, LongSupplier nonces, LongSupplier clockMs)
            throws IOException {
        return new Manifest(root, store, nonces, clockMs, ROLL_BYTES, new Contents());
    }

    /// Puts a manifest that says just this into a directory that has none, for whoever starts
    /// there.
    ///
    /// @param contents everything, as one edit
    public static void write(
            Directory root, UUID store, Edit contents, LongSupplier nonces, LongSupplier clockMs)
            throws IOException {
        Contents whole = new Contents();
        whole.add(contents);
        new Manifest(root, store, nonces, clockMs, ROLL_BYTES, whole).close();
    }

    /// Reads the manifest that `CURRENT` names, and changes nothing. Somebody may append to it
    /// meanwhile.
    ///
    /// @throws CorruptFileException when it is damaged
    public static Reading read(Directory root, UUID store) throws IOException {
        Contents contents = contents(root, store);
        return new Reading(contents.everything(), contents.tornBytes);
    }

    /// What a manifest says.
    ///
    /// @param contents everything, as one edit
    /// @param tornBytes bytes at its end that are no edit: a write that was cut off, or damage to
    ///   what vouches for the last edit
    public record Reading(Edit contents, long tornBytes) {}

    /// Reads the manifest that `CURRENT` names, writes it afresh, and removes all others.
    ///
    /// @param nonces random numbers
    /// @param clockMs wall clock in ms, for people only
    /// @throws CorruptFileException when it is damaged; nothing was changed
    public static Manifest open(
            Directory root, UUID store, LongSupplier nonces, LongSupplier clockMs)
            throws IOException {
        return open(root, store, nonces, clockMs, ROLL_BYTES);
    }

    static Manifest open(
            Directory root, UUID store, LongSupplier nonces, LongSupplier clockMs, long rollBytes)
            throws IOException {
        Contents contents = contents(root, store);
        return new Manifest(root, store, nonces, clockMs, rollBytes, contents);
    }

    private static Contents contents(Directory root, UUID store) throws IOException {
        String name = current(root);
        var matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new CorruptFileException(CURRENT, 0, "it does not name a manifest");
        }
        if (!root.list().contains(name)) {
            throw new CorruptFileException(CURRENT, 0, "it names " + name + ", which is missing");
        }
        long number = Long.parseLong(matcher.group(1));
        Contents contents = new Contents();
        contents.number = number;
        try (StoredFile file = root.open(name)) {
            FileHeader header = FileHeader.read(file, FileHeader.Kind.MANIFEST, number, store);
            ScanEnd end =
                    new FramedReader(file, header)
                            .scan(
                                    0,
                                    (offset, type, seq, payload) -> {
                                        if (type != Frame.EDIT) {
                                            throw new CorruptFileException(
                                                    name, offset, "a record of the log");
                                        }
                                        contents.add(Edit.decode(name, offset, payload));
                                    });
            if (end.kind() == ScanEnd.Kind.CORRUPT) {
                throw new CorruptFileException(name, end.offset(), end.detail());
            }
            contents.tornBytes = end.dropped();
            if (end.lastSeq() == 0) {
                // The first edit is synced before CURRENT names the file, so it cannot be torn.
                throw new CorruptFileException(name, end.offset(), "its first edit is unreadable");
            }
        }
        return contents;
    }

    private static String current(Directory root) throws IOException {
        try (StoredFile file = root.open(CURRENT)) {
            ByteBuffer text = ByteBuffer.allocate(64);
            file.read(text, 0);
            String line = StandardCharsets.US_ASCII.decode(text.flip()).toString();
            return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
        }
    }

    /// Writes everything into a new file and puts that in force; then removes the others.
    private FramedWriter writeAfresh(boolean closed) throws IOException {
        long next = nextNumber();
        String name = name(next);
        FileHeader header =
                new FileHeader(
                        FileHeader.Kind.MANIFEST,
                        next,
                        1,
                        clockMs.getAsLong(),
                        store,
                        0,
                        nonces.getAsLong());
        StoredFile file = root.create(name);
        FramedWriter fresh = null;
        boolean named = false;
        try {
            file.write(header.encode(), 0);
            fresh = new FramedWriter(file, header, 0, 0);
            append(fresh, 1, everything(closed));
            root.sync();
            named = true;
            putInForce(name);
        } catch (IOException e) {
            file.close();
            if (!named) {
                // On a full disk, it must not take the room that the next attempt needs.
                removeQuietly(name);
            }
            throw e;
        }
        number = next;
        edits = 1;
        removeOthers(name);
        return fresh;
    }

    private Edit everything(boolean closed) {
        TableChange all =
                new TableChange(
                        List.copyOf(tables.values()),
                        Set.of(),
                        flushedSeq,
                        nextTable,
                        tableClockMs);
        return new Edit(List.copyOf(segments), List.of(), all, lastSeq, closed);
    }

    private void removeQuietly(String name) {
        try {
            root.delete(name);
        } catch (IOException e) {
            // The next manifest that comes into force removes it.
        }
    }

    private long nextNumber() throws IOException {
        long highest = number;
        for (String name : root.list()) {
            var matcher = NAME.matcher(name);
            if (matcher.matches()) {
                highest = Math.max(highest, Long.parseLong(matcher.group(1)));
            }
        }
        return highest + 1;
    }

    private void putInForce(String name) throws IOException {
        if (root.list().contains(CURRENT_TEMPORARY)) {
            root.delete(CURRENT_TEMPORARY);
        }
        try (StoredFile current = root.create(CURRENT_TEMPORARY)) {
            byte[] line = (name + "\n").getBytes(StandardCharsets.US_ASCII);
            current.write(ByteBuffer.wrap(line), 0);
            current.sync(true);
        }
        root.rename(CURRENT_TEMPORARY, CURRENT);
        root.sync();
    }

    private void removeOthers(String kept) throws IOException {
        for (String name : new ArrayList<>(root.list())) {
            if (NAME.matcher(name).matches() && !name.equals(kept)) {
                root.delete(name);
            }
        }
    }

    private static String name(long number) {
        return "MANIFEST-%020d".formatted(number);
    }

    /// Applies an edit; it is durable when this returns.
    ///
    /// @throws dev.pairplane.storage.core.framing.PoisonedException when its fate is unknown until
    ///   the next start
    /// @throws IOException when it was not applied
    public synchronized void apply(Edit edit) throws IOException {
        if (writer.position() > rollBytes) {
            FramedWriter full = writer;
            writer = writeAfresh(false);
            full.close();
        }
        append(writer, edits + 1, edit);
        edits++;
        edit.removed().forEach(segments::remove);
        segments.addAll(edit.added());
        segmentCount = segments.size();
        edit.tables().removed().forEach(tables::remove);
        edit.tables().added().forEach(table -> tables.put(table.number(), table));
        lastSeq = Math.max(lastSeq, edit.lastSeq());
        flushedSeq = Math.max(flushedSeq, edit.tables().flushedSeq());
        nextTable = Math.max(nextTable, edit.tables().nextNumber());
        tableClockMs = Math.max(tableClockMs, edit.tables().clockMs());
    }

    private static void append(FramedWriter writer, long seq, Edit edit) throws IOException {
        writer.begin(true);
        writer.add(Frame.EDIT, seq, edit.encode());
        writer.write(seq, true);
        writer.sync();
        try {
            // Vouches for the edit at once: the next one may be days away.
            writer.begin(true);
            writer.write(seq, true);
            writer.sync();
        } catch (IOException e) {
            // The edit is durable without it, and a poisoned writer says so at the next edit.
        }
    }

    /// Everything that it says at this moment, as one edit.
    public synchronized Edit everything() {
        return everything(false);
    }

    /// The segments that form the log.
    public synchronized SortedSet<Long> segments() {
        return new TreeSet<>(segments);
    }

    /// How many there are; never waits for an edit.
    public int segmentCount() {
        return segmentCount;
    }

    /// The tables that form the store, by number.
    public synchronized List<TableEntry> tables() {
        return List.copyOf(tables.values());
    }

    /// Every record of the log up to this one is in tables. Never waits for an edit.
    public long flushedSeq() {
        return flushedSeq;
    }

    /// How far the clock was by which deletions are collected, ms since the epoch; 0 in a store
    /// that has never written one down. Never waits for an edit.
    public long tableClockMs() {
        return tableClockMs;
    }

    /// No table's number below this one is given out again.
    public synchronized long nextTable() {
        return nextTable;
    }

    /// Whether the process before this one ended in order, its last sync of the log included.
    ///
    /// A seal in the log alone does not say so: it may be in the page cache, its sync never made or
    /// failed.
    public boolean closedInOrder() {
        return closedInOrder;
    }

    /// The highest sequence number that any edit has declared used.
    public synchronized long lastSeq() {
        return lastSeq;
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }
}
