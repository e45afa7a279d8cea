package dev.pairplane.storage.bench.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The page of figures.
final class Page {
    private static final String HEADER =
            """
            | row | unit | ours | theirs | ours ÷ theirs | p99 ours (µs) | p99 theirs (µs) | goal | floor | reached |
            |---|---|---:|---:|---:|---:|---:|---:|---:|---|
            """;

    private Page() {}

    /// All three tables; a line that was not measured stands in them too.
    static String tables(List<Row> rows) {
        return """
        ## Table A: like for like

        %s
        ## Table B: the node's work

        %s
        ## Table C: what it takes

        %s\
        """
                .formatted(table('A', rows), table('B', rows), table('C', rows));
    }

    private static String table(char name, List<Row> rows) {
        StringBuilder text = new StringBuilder(HEADER);
        for (Line line : Line.values()) {
            if (line.table() == name) {
                text.append(cells(line, rows.stream().filter(row -> row.line() == line).findAny()));
            }
        }
        return text.toString();
    }

    private static String cells(Line line, Optional<Row> measured) {
        Row row =
                measured.orElseGet(
                        () -> new Row(line, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |%n",
                line.text(),
                line.unit(),
                Row.number(row.ours()),
                Row.number(row.theirs()),
                Row.ratio(row.ratio()),
                Row.number(row.oursP99()),
                Row.number(row.theirsP99()),
                line.goal().goalText(),
                line.goal().floorText(),
                line.goal().reached(row.ours(), row.ratio()));
    }

    /// The whole page.
    static String text(Settings settings, String machine, List<Row> rows) {
        Sizes sizes = settings.sizes();
        return """
        # The storage engine beside RocksDB

        Written by `make bench-storage SCALE=%s`; figures of another machine are other figures. The tables are those of
        [storage-engine.tsv](storage-engine.tsv).

        Both sides do the same in JVMs of their own, one after the other and never at once: ours, theirs, ours, theirs.
        Figures are medians of %d%s. *Goal* and *floor* are for *ours ÷ theirs*, or for ours where they have a unit.

        %s
        ## How it is measured

        """
                        .formatted(scale(sizes), settings.runs(), part(sizes), tables(rows))
                + machine(machine)
                + settings(sizes)
                + rows(sizes);
    }

    private static String part(Sizes sizes) {
        return sizes.scale() < 1 ? " on a part of the data (all is `SCALE=1`)" : "";
    }

    private static String scale(Sizes sizes) {
        return String.format(Locale.ROOT, "%s", sizes.scale()).replaceAll("\\.0$", "");
    }

    private static String machine(String machine) {
        return """
        - Machine: %s. Shared by the benchmark and whatever else ran.
        - Each JVM has `%s` and else its own choice; theirs is `rocksdbjni`, whose memory is outside of the heap.
        """
                .formatted(machine, Workers.HEAP);
    }

    private static String settings(Sizes sizes) {
        return """
        - Alike on both sides: blocks of 4 KiB with restarts every 16 keys, LZ4, filters of 10 bits a key, checksums
          verified, block cache 256 MiB (%d MiB in the row of 10 × block cache), 2 memtables of 64 MiB, one flush and one
          merge at a time, level 0 merged from 4 tables on and writes stopped at 20, dynamic level sizes from 256 MiB by a
          factor of 10, tables of 64 MiB, no limit to the speed of merging, no row cache. All else is each side's default.
        - Not alike: our filters lie in blocks of 64 bytes and are sized by a rate of false positives, 0.01, which takes
          about 10 bits. Our filters and indexes are partitioned and in the block cache; theirs stay in memory beside it,
          as is their default. Ours also merges level 0 from 64 MiB on. Our log has segments of 64 MiB, zero-filled ahead;
          theirs grows. A memtable of ours counts its own overhead, some 160 bytes a key.
        - Keys have 16 bytes and lie evenly in their space. Values have 100 bytes or 4 KiB and compress to about half; both
          sides store the same version set around them, some 45 bytes more. Seeds are fixed. Each figure comes after a
          time of the same work that does not count.
        """
                .formatted(sizes.smallCache() >> 20);
    }

    private static String rows(Sizes sizes) {
        return """
        - *fillseq*, *fillrandom*, *overwrite*: %d keys with small values, %d with large ones, one thread, the log not
          synced. Ours puts below the merge of clocks, through parts that the engine's own writes go through: an encoded
          set is decoded, logged and put into the memtable, and nothing is read.
        - *synced writes*: 100 bytes, `fdatasync` before each return. With 1 ms added, a preloaded library makes each
          `fsync` and `fdatasync` of the process that much longer, on both sides; it needs a C compiler.
        - *in cache*: %d keys with small values, %d with large ones, all in tables and read before. *10 × block cache*: %d
          keys with large values; the system's page cache may hold them all. A read gives back an array of its own. Ours
          reads below the decoding of versions.
        - *seek + 10 nexts* and *full scan* copy each key and value: ours walks the levels below the engine's interface.
        - *readwhilewriting*: one reader, and one writer that puts 10,000 small or 1,000 large values a second.
        - *clocked write*: ours reads, merges and writes, as a client's write does, the log not synced; theirs gets, and
          puts the same encoded value. One thread, keys in cache.
        - *recovery*: %d MB of log that no table has anything of, left by a process that was killed, in the page cache;
          until the store serves.
        - *row cache*: the engine has none yet.
        - *bytes written*: what the system says that the process had written to disk, from the first key of *fillrandom*
          until the store is settled and closed, logs included, divided by the bytes of all keys and values put. *Space*:
          lengths of files after that; with the log, ours has segments that wait for use.
        - *RSS*: the largest resident set (`VmHWM`), heap and all.
        """
                .formatted(
                        sizes.filled(Sizes.SMALL),
                        sizes.filled(Sizes.LARGE),
                        sizes.cached(Sizes.SMALL),
                        sizes.cached(Sizes.LARGE),
                        sizes.uncached(),
                        sizes.logBytes() / 1_000_000);
    }
}
