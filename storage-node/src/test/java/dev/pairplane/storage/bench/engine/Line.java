package dev.pairplane.storage.bench.engine;

import java.util.Arrays;
import java.util.Optional;

/// The lines of the tables, in order.
enum Line {
    FILLSEQ_100(Kind.FILLSEQ, Sizes.SMALL),
    FILLSEQ_4K(Kind.FILLSEQ, Sizes.LARGE),
    FILLRANDOM_100(Kind.FILLRANDOM, Sizes.SMALL),
    FILLRANDOM_4K(Kind.FILLRANDOM, Sizes.LARGE),
    OVERWRITE_100(Kind.OVERWRITE, Sizes.SMALL),
    OVERWRITE_4K(Kind.OVERWRITE, Sizes.LARGE),
    SYNCED_1('A', "synced writes, 1 thread", "op/s", Goal.NONE),
    SYNCED_16('A', "synced writes, 16 threads", "op/s", Kind.SYNCED.goal),
    SYNCED_64('A', "synced writes, 64 threads", "op/s", Kind.SYNCED.goal),
    DISK('A', "the disk: 4 KiB written and synced, p50", "µs", Goal.NONE),
    SYNCED_1_SLOWED('A', "synced writes, 1 thread, 1 ms added", "op/s", Goal.NONE),
    SYNCED_16_SLOWED('A', "synced writes, 16 threads, 1 ms added", "op/s", Kind.SYNCED.goal),
    SYNCED_64_SLOWED('A', "synced writes, 64 threads, 1 ms added", "op/s", Kind.SYNCED.goal),
    DISK_SLOWED('A', "the disk with 1 ms added, p50", "µs", Goal.NONE),
    READRANDOM_100(Kind.READRANDOM, Sizes.SMALL),
    READRANDOM_4K(Kind.READRANDOM, Sizes.LARGE),
    READRANDOM_UNCACHED(
            'A', "readrandom, data 10 × block cache, 4 KiB", "op/s", Goal.atLeast(0.9, 0.7)),
    READMISSING_100(Kind.READMISSING, Sizes.SMALL),
    READMISSING_4K(Kind.READMISSING, Sizes.LARGE),
    SEEK_100(Kind.SEEK, Sizes.SMALL),
    SEEK_4K(Kind.SEEK, Sizes.LARGE),
    SCAN_100(Kind.SCAN, Sizes.SMALL),
    SCAN_4K(Kind.SCAN, Sizes.LARGE),
    READWHILEWRITING_100(Kind.READWHILEWRITING, Sizes.SMALL),
    READWHILEWRITING_4K(Kind.READWHILEWRITING, Sizes.LARGE),

    CLOCKED_100(Kind.CLOCKED, Sizes.SMALL),
    CLOCKED_4K(Kind.CLOCKED, Sizes.LARGE),
    RECOVERY('B', "recovery of the log, 4 KiB", "s", Goal.oursAtMost(6, 12)),
    ROWCACHE_100('B', "readrandom with the row cache, 100 B", "op/s", Goal.NONE),
    ROWCACHE_4K('B', "readrandom with the row cache, 4 KiB", "op/s", Goal.NONE),

    WRITTEN_100(Kind.WRITTEN, Sizes.SMALL),
    WRITTEN_4K(Kind.WRITTEN, Sizes.LARGE),
    SPACE_100(Kind.SPACE, Sizes.SMALL),
    SPACE_4K(Kind.SPACE, Sizes.LARGE),
    SPACE_WITH_LOG_100(Kind.SPACE_WITH_LOG, Sizes.SMALL),
    SPACE_WITH_LOG_4K(Kind.SPACE_WITH_LOG, Sizes.LARGE),
    RSS_FILL_100(Kind.RSS_FILL, Sizes.SMALL),
    RSS_FILL_4K(Kind.RSS_FILL, Sizes.LARGE),
    RSS_READ_UNCACHED('C', "peak RSS, readrandom of 10 × block cache", "MiB", Goal.NONE);

    private final char table;
    private final String text;
    private final String unit;

    @SuppressWarnings("ImmutableEnumChecker") // A record of numbers.
    private final Goal goal;

    /// What a line measures for both sizes of values.
    enum Kind {
        FILLSEQ('A', "fillseq", "op/s", Goal.atLeast(1.0, 0.7)),
        FILLRANDOM('A', "fillrandom", "op/s", Goal.atLeast(1.0, 0.7)),
        OVERWRITE('A', "overwrite", "op/s", Goal.atLeast(1.0, 0.7)),
        SYNCED('A', "synced writes", "op/s", Goal.atLeast(1.75, 1.2)),
        READRANDOM('A', "readrandom in cache", "op/s", Goal.atLeast(1.8, 1.1)),
        READMISSING('A', "readmissing", "op/s", Goal.atLeast(2.0, 1.0)),
        SEEK('A', "seek + 10 nexts", "op/s", Goal.atLeast(1.0, 0.7)),
        SCAN('A', "full scan", "keys/s", Goal.atLeast(2.0, 1.0)),
        READWHILEWRITING('A', "readwhilewriting", "op/s", Goal.atLeast(1.0, 0.7)),
        CLOCKED('B', "clocked write", "op/s", Goal.atLeast(1.2, 0.9)),
        WRITTEN('C', "bytes written per byte of data", "B/B", Goal.atMost(1.1, 1.4)),
        SPACE('C', "space after settling, tables", "MiB", Goal.atMost(1.1, 1.4)),
        SPACE_WITH_LOG('C', "space after settling, with the log", "MiB", Goal.NONE),
        RSS_FILL('C', "peak RSS, fills", "MiB", Goal.NONE);

        private final char table;
        private final String text;
        private final String unit;

        @SuppressWarnings("ImmutableEnumChecker") // A record of numbers.
        private final Goal goal;

        Kind(char table, String text, String unit, Goal goal) {
            this.table = table;
            this.text = text;
            this.unit = unit;
            this.goal = goal;
        }

        /// Its line for values of a size.
        Line of(int valueBytes) {
            return Line.valueOf(name() + (valueBytes == Sizes.SMALL ? "_100" : "_4K"));
        }
    }

    Line(Kind kind, int valueBytes) {
        this(
                kind.table,
                kind.text + (valueBytes == 100 ? ", 100 B" : ", 4 KiB"),
                kind.unit,
                kind.goal);
    }

    Line(char table, String text, String unit, Goal goal) {
        this.table = table;
        this.text = text;
        this.unit = unit;
        this.goal = goal;
    }

    /// The letter of its table.
    char table() {
        return table;
    }

    /// What it is called.
    String text() {
        return text;
    }

    /// The unit of its figures.
    String unit() {
        return unit;
    }

    /// What it is to reach.
    Goal goal() {
        return goal;
    }

    /// The line of a name, if there is one.
    static Optional<Line> named(String text) {
        return Arrays.stream(values()).filter(line -> line.text.equals(text)).findFirst();
    }
}
