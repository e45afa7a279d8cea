package dev.pairplane.storage.core.version;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Short forms for tests.
final class Versions {
    static final MergeLimits WIDE =
            new MergeLimits(
                    MergeLimits.HIGHEST_SIBLINGS,
                    MergeLimits.HIGHEST_ENCODED_BYTES,
                    MergeLimits.HIGHEST_CLOCK_ENTRIES);

    private Versions() {}

    /// A clock from text such as `a1 b20`: one letter, then the counter.
    static VectorClock clock(String text) {
        List<VectorClock.Entry> entries = new ArrayList<>();
        for (String entry : text.split(" ", -1)) {
            if (!entry.isEmpty()) {
                entries.add(
                        new VectorClock.Entry(
                                entry.substring(0, 1), Long.parseLong(entry.substring(1))));
            }
        }
        return VectorClock.of(entries);
    }

    static Version live(String clock, int... value) {
        return liveAt(0, clock, value);
    }

    static Version liveAt(long timestamp, String clock, int... value) {
        byte[] bytes = new byte[value.length];
        for (int i = 0; i < value.length; i++) {
            bytes[i] = (byte) value[i];
        }
        return Version.live(clock(clock), bytes, timestamp, 1000);
    }

    static Version liveOf(VectorClock clock) {
        return Version.live(clock, new byte[] {1}, 0, 1000);
    }

    static Version tombstone(String clock, long deletedAtMs) {
        return Version.tombstone(clock(clock), 0, deletedAtMs, 1000);
    }

    static Version received(Version version, long receivedAtMs) {
        return version.isTombstone()
                ? Version.tombstone(
                        version.clock(), version.timestamp(), version.deletedAtMs(), receivedAtMs)
                : Version.live(version.clock(), version.value(), version.timestamp(), receivedAtMs);
    }

    /// The set of these, none of which is refused.
    static VersionSet setOf(Version... versions) {
        VersionSet set = VersionSet.EMPTY;
        for (Version version : versions) {
            set = merged(set, version);
        }
        return set;
    }

    static VersionSet merged(VersionSet set, Version incoming) {
        return switch (set.merge(incoming, WIDE)) {
            case MergeResult.Stored stored -> stored.set();
            case MergeResult.Obsolete _, MergeResult.Identical _, MergeResult.Outranked _ -> set;
            case MergeResult.Refused refused -> throw new AssertionError(refused);
        };
    }

    /// A version from so small a world that equal clocks and contents are frequent.
    static Version random(RandomGenerator random) {
        VectorClock clock = randomClock(random);
        long timestamp = Math.max(0, random.nextInt(5) - 2);
        if (random.nextInt(4) == 0) {
            return Version.tombstone(clock, timestamp, 1 + random.nextInt(2), random.nextInt(1, 9));
        }
        byte[] value = new byte[1 + random.nextInt(2)];
        random.nextBytes(value);
        for (int i = 0; i < value.length; i++) {
            value[i] &= (byte) 0x81;
        }
        return Version.live(clock, value, timestamp, random.nextInt(9));
    }

    static VectorClock randomClock(RandomGenerator random) {
        List<VectorClock.Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            long counter = random.nextInt(50) == 0 ? Long.MAX_VALUE : random.nextInt(3);
            entries.add(new VectorClock.Entry(ACTORS.get(random.nextInt(ACTORS.size())), counter));
        }
        return VectorClock.of(entries);
    }

    private static final List<String> ACTORS = List.of("a", "b", "é", "node:0:00000000");
}
