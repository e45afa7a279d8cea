package dev.pairplane.storage.core.sstable;

/// A Bloom filter whose probes for one key all fall into one cache line. Immutable, safe for
/// several threads.
///
/// Such a filter needs a little more room than a plain one for the same rate of false positives,
/// because lines fill unevenly, and costs one cache miss a lookup instead of seven (Putze, Sanders,
/// Singler: Cache-, Hash- and Space-Efficient Bloom Filters, 2007).
final class BloomFilter implements CachedBlock {
    static final int LINE_BYTES = 64;

    /// The kind of filter, and the probes of each key, stand behind the lines.
    static final int TAIL_BYTES = 2;

    private static final int KIND_BLOCKED = 1;
    private static final int LINE_BITS = 8 * LINE_BYTES;
    private static final int MAX_PROBES = 30;

    /// Spreads the lower half of a key's hash over the probes: 2^32 divided by the golden ratio.
    private static final int GOLDEN = 0x9E37_79B9;

    private static final int OVERHEAD = 48;

    private final byte[] bytes;
    private final int lines;
    private final int probes;

    private BloomFilter(byte[] bytes, int lines, int probes) {
        this.bytes = bytes;
        this.lines = lines;
        this.probes = probes;
    }

    /// Room and probes for a rate of false positives.
    ///
    /// @param bitsPerKey bits for each key, before lines are filled up
    /// @param probes bits that each key sets
    record Shape(double bitsPerKey, int probes) {

        /// What the rate that comes out may exceed the one that was asked for by.
        private static final double TOLERANCE = 1.1;

        private static final double STEP = 0.1;

        /// The least room with which uneven lines still give about this rate.
        static Shape of(double falsePositives) {
            double plain = -Math.log(falsePositives) / (Math.log(2) * Math.log(2));
            for (double bits = plain; ; bits += STEP) {
                int probes = (int) Math.clamp(Math.round(bits * Math.log(2)), 1L, MAX_PROBES);
                if (rate(bits, probes) <= TOLERANCE * falsePositives || bits > 4 * plain) {
                    return new Shape(bits, probes);
                }
            }
        }

        /// The expected rate: keys fall into lines by a Poisson distribution.
        private static double rate(double bits, int probes) {
            double mean = LINE_BITS / bits;
            double weight = Math.exp(-mean);
            double sum = 0;
            for (int keys = 0; keys < 10 * mean + 10; keys++) {
                double unset = Math.pow(1 - 1.0 / LINE_BITS, (double) keys * probes);
                sum += weight * Math.pow(1 - unset, probes);
                weight *= mean / (keys + 1);
            }
            return sum;
        }
    }

    /// The stored bytes of a filter over the first `count` hashes.
    static byte[] build(long[] hashes, int count, Shape shape) {
        int lines = (int) Math.max(1, Math.ceil(count * shape.bitsPerKey / LINE_BITS));
        byte[] bytes = new byte[lines * LINE_BYTES + TAIL_BYTES];
        for (int i = 0; i < count; i++) {
            int line = line(hashes[i], lines);
            int probe = (int) hashes[i];
            for (int j = 0; j < shape.probes; j++) {
                int bit = probe >>> 23;
                bytes[line + (bit >>> 3)] |= (byte) (1 << (bit & 7));
                probe *= GOLDEN;
            }
        }
        bytes[bytes.length - 2] = KIND_BLOCKED;
        bytes[bytes.length - 1] = (byte) shape.probes;
        return bytes;
    }

    /// The filter that [#build] made these bytes for.
    static BloomFilter of(byte[] bytes) throws MalformedBlockException {
        int size = bytes.length - TAIL_BYTES;
        if (size < LINE_BYTES || size % LINE_BYTES != 0) {
            throw new MalformedBlockException("a filter of " + bytes.length + " bytes");
        }
        int kind = bytes[size];
        int probes = bytes[size + 1];
        if (kind != KIND_BLOCKED || probes < 1 || probes > MAX_PROBES) {
            throw new MalformedBlockException(
                    "a filter of kind %d with %d probes".formatted(kind, probes));
        }
        return new BloomFilter(bytes, size / LINE_BYTES, probes);
    }

    /// Whether the key with this hash may be among those that the filter was built over; `false` is
    /// certain.
    boolean mayContain(long hash) {
        int line = line(hash, lines);
        int probe = (int) hash;
        for (int i = 0; i < probes; i++) {
            int bit = probe >>> 23;
            if ((bytes[line + (bit >>> 3)] & 1 << (bit & 7)) == 0) {
                return false;
            }
            probe *= GOLDEN;
        }
        return true;
    }

    /// The line's offset: the upper half of the hash, scaled to the number of lines.
    private static int line(long hash, int lines) {
        return (int) (((hash >>> 32) * lines) >>> 32) * LINE_BYTES;
    }

    @Override
    public int weight() {
        return OVERHEAD + bytes.length;
    }
}
