package dev.pairplane.storage.app.command;

import dev.pairplane.storage.core.levels.LevelSet;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.manifest.Edit;
import dev.pairplane.storage.core.offline.ClosedStore;
import dev.pairplane.storage.core.sstable.TableName;
import dev.pairplane.storage.core.store.Identity;
import dev.pairplane.storage.core.wal.SegmentFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What forms a store, as text for people or JSON for programs.
///
/// @param identity whose it is
/// @param contents what its manifest says
/// @param segments of its log
record StoreReport(Identity identity, Edit contents, List<SegmentFacts> segments) {
    private static final double MIB = 1 << 20;

    static StoreReport of(ClosedStore store) throws IOException {
        return new StoreReport(store.identity(), store.contents(), store.segments());
    }

    String text(boolean json) {
        return json ? json() : text();
    }

    private String text() {
        List<String> lines = new ArrayList<>();
        lines.add("store      %s".formatted(identity.store()));
        lines.add("node       %s".formatted(Report.harmless(identity.nodeId())));
        lines.add("closed     %s".formatted(contents.closed() ? "in order" : "not in order"));
        lines.add("in tables  up to sequence number %d".formatted(contents.tables().flushedSeq()));
        if (contents.tables().clockMs() > 0) {
            lines.add("clock      %s".formatted(Instant.ofEpochMilli(contents.tables().clockMs())));
        }
        for (int level = 0; level <= LevelSet.LAST; level++) {
            List<TableEntry> tables = on(level);
            if (!tables.isEmpty()) {
                lines.add(
                        "level %d    %d tables, %s, %d entries, %d of them deletions"
                                .formatted(
                                        level,
                                        tables.size(),
                                        size(bytes(tables)),
                                        tables.stream().mapToLong(TableEntry::entries).sum(),
                                        tables.stream().mapToLong(TableEntry::tombstones).sum()));
                tables.forEach(table -> lines.add("           " + line(table)));
            }
        }
        lines.add("log        %d segments".formatted(segments.size()));
        segments.forEach(segment ->
                lines.add(
                        "           %s, %s, from sequence number %d"
                                .formatted(
                                        segment.name(), size(segment.size()), segment.firstSeq())));
        return String.join("\n", lines);
    }

    private static String line(TableEntry table) {
        return "%s, %s, %d entries, sequence numbers %d to %d, keys %s to %s"
                .formatted(
                        TableName.of(table.number()),
                        size(table.size()),
                        table.entries(),
                        table.smallestSeq(),
                        table.largestSeq(),
                        Report.harmless(key(table.smallest())),
                        Report.harmless(key(table.largest())));
    }

    private static String key(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
    }

    private static long bytes(List<TableEntry> tables) {
        return tables.stream().mapToLong(TableEntry::size).sum();
    }

    private List<TableEntry> on(int level) {
        return contents.tables().added().stream()
                .filter(table -> table.level() == level)
                .sorted(Comparator.comparingLong(TableEntry::number))
                .toList();
    }

    private String json() {
        return new Json()
                .put("store", identity.store().toString())
                .put("node", identity.nodeId())
                .put("closed_in_order", contents.closed())
                .put("flushed_seq", contents.tables().flushedSeq())
                .put("clock_ms", contents.tables().clockMs())
                .putRaw(
                        "tables",
                        contents.tables().added().stream()
                                .sorted(Comparator.comparingLong(TableEntry::number))
                                .map(StoreReport::json)
                                .collect(Collectors.joining(",", "[", "]")))
                .putRaw(
                        "segments",
                        segments.stream()
                                .map(StoreReport::json)
                                .collect(Collectors.joining(",", "[", "]")))
                .toString();
    }

    private static String json(TableEntry table) {
        return new Json()
                .put("file", TableName.of(table.number()))
                .put("level", table.level())
                .put("bytes", table.size())
                .put("xxh3", "%016x".formatted(table.digest()))
                .put("entries", table.entries())
                .put("tombstones", table.tombstones())
                .put("smallest_seq", table.smallestSeq())
                .put("largest_seq", table.largestSeq())
                .put("smallest_key", key(table.smallest()))
                .put("largest_key", key(table.largest()))
                .toString();
    }

    private static String json(SegmentFacts segment) {
        return new Json()
                .put("file", segment.name())
                .put("bytes", segment.size())
                .put("first_seq", segment.firstSeq())
                .put("created_ms", segment.createdMs())
                .toString();
    }
}
