package dev.pairplane.storage.core.sstable;

/// How tables are written.
///
/// @param blockBytes a data block ends with the first key past this size, 64 B to 16 MiB
/// @param restartInterval entries of a data block from one whole key to the next, at least 1
/// @param blocksPerPartition data blocks under one filter and one index, at least 1
/// @param falsePositives the filters' rate of false positives, above 0 and at most 0.5
/// @param compression of data blocks and indexes
public record TableOptions(
        int blockBytes,
        int restartInterval,
        int blocksPerPartition,
        double falsePositives,
        Compression compression) {

    /// The format's defaults.
    public static final TableOptions DEFAULT =
            new TableOptions(4096, 16, 100, 0.01, Compression.LZ4);

    /// Checks the ranges.
    public TableOptions {
        if (blockBytes < 64 || blockBytes > 16 << 20) {
            throw new IllegalArgumentException(
                    "blocks of " + blockBytes + " bytes; 64 to 16777216 are allowed");
        }
        if (restartInterval < 1 || blocksPerPartition < 1) {
            throw new IllegalArgumentException(
                    "restart interval %d and %d blocks a partition; both are at least 1"
                            .formatted(restartInterval, blocksPerPartition));
        }
        // The negation also refuses what is no number.
        if (!(falsePositives > 0 && falsePositives <= 0.5)) {
            throw new IllegalArgumentException(
                    falsePositives + " false positives; above 0 and at most 0.5 is allowed");
        }
    }
}
