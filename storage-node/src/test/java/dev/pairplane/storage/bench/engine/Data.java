package dev.pairplane.storage.bench.engine;

import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.version.MergeResult;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.version.VersionSetCodec;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Keys and values, the same in each run. Safe for several threads.
///
/// Keys have 16 bytes and lie evenly in their space. Values are cut out of pieces of 100 bytes, of
/// which the second half repeats the first: they compress to about half.
final class Data {
    private static final int PIECE = 100;
    private static final int POOL_BYTES = 1 << 20;
    private static final long FIRST_COUNTER = 1_700_000_000_000_000L;
    private static final long RECEIVED_MS = 1_700_000_000_000L;
    private static final int DIGITS = 14;
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final int keys;
    private final long step;
    private final Sample[] samples;

    /// @param keys in the store
    /// @param valueBytes of each value
    Data(int keys, int valueBytes, long seed) {
        this.keys = keys;
        this.step = (1L << (4 * DIGITS)) / keys;
        var random = new SplittableRandom(seed);
        byte[] text = text(POOL_BYTES + valueBytes, random);
        samples = new Sample[valueBytes < PIECE * 4 ? 8192 : 1024];
        for (int i = 0; i < samples.length; i++) {
            int start = PIECE * random.nextInt(POOL_BYTES / PIECE);
            byte[] value = Arrays.copyOfRange(text, start, start + valueBytes);
            samples[i] = new Sample(value, encoded(value, FIRST_COUNTER + i));
        }
    }

    private static byte[] text(int length, SplittableRandom random) {
        byte[] text = new byte[length + PIECE];
        byte[] half = new byte[PIECE / 2];
        for (int at = 0; at + PIECE <= text.length; at += PIECE) {
            random.nextBytes(half);
            System.arraycopy(half, 0, text, at, half.length);
            System.arraycopy(half, 0, text, at + half.length, half.length);
        }
        return text;
    }

    private static byte[] encoded(byte[] value, long counter) {
        VectorClock clock =
                VectorClock.of(List.of(new VectorClock.Entry("node:bench:01234567", counter)));
        Version version = Version.live(clock, value, 0, RECEIVED_MS);
        return switch (VersionSet.EMPTY.merge(version, MergeLimits.DEFAULT)) {
            case MergeResult.Stored(VersionSet set, _) -> VersionSetCodec.encode(set);
            case MergeResult.Outranked _,
                    MergeResult.Obsolete _,
                    MergeResult.Identical _,
                    MergeResult.Refused _ ->
                    throw new IllegalStateException("a first version was not stored");
        };
    }

    /// How many keys there are.
    int keys() {
        return keys;
    }

    /// A key by its place in the order, from 0.
    byte[] key(long place) {
        return bytes(place * step);
    }

    /// A key between that one and the next, which nobody writes.
    byte[] missing(long place) {
        return bytes(place * step + step / 2);
    }

    private static byte[] bytes(long number) {
        byte[] key = new byte[DIGITS + 2];
        key[0] = 'b';
        key[1] = ':';
        long rest = number;
        for (int i = key.length - 1; i >= 2; i--) {
            key[i] = HEX[(int) (rest & 15)];
            rest >>>= 4;
        }
        return key;
    }

    /// Some value; the same for the same number.
    Sample sample(long number) {
        return samples[(int) (number % samples.length)];
    }

    /// All places, shuffled.
    int[] shuffled(long seed) {
        int[] places = new int[keys];
        Arrays.setAll(places, i -> i);
        var random = new SplittableRandom(seed);
        for (int i = keys - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int place = places[i];
            places[i] = places[other];
            places[other] = place;
        }
        return places;
    }
}
