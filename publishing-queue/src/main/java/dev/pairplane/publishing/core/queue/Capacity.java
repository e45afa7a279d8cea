package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import java.time.Duration;
import java.util.Map;

/// How much is in the queue, and how much may be. Jobs that wait in open lanes count against their
/// tier's size, whatever they inherited; those in closed lanes, or behind others of their chain, do
/// not, and neither do those in flight. Places that were promised count until they are used or
/// given back.
final class Capacity {
    private static final long MAX_RETRY_AFTER = 30;

    private final Map<Tier, Integer> sizes;
    private final long maxBytes;
    private final TierCounts admitted = new TierCounts();
    private final TierCounts promised = new TierCounts();
    private final PerTier<DrainRate> rates = new PerTier<>(_ -> new DrainRate());
    private long bytes;
    private long promisedBytes;

    Capacity(Map<Tier, Integer> sizes, long maxBytes) {
        this.sizes = sizes;
        this.maxBytes = maxBytes;
    }

    /// A job came to a place where it waits, or left it.
    ///
    /// @param by 1 or -1
    void count(Lane lane, Tier tier, Place place, int by) {
        lane.counts.count(tier, place, by);
        if (lane.open() && place != Place.ORDERING) {
            admitted.add(tier, by);
        }
    }

    /// A lane opens or closes: its jobs count, or no longer.
    void open(Lane lane, boolean open) {
        if (lane.open() == open) {
            return;
        }
        lane.open(open);
        for (Tier tier : Tier.values()) {
            int jobs = lane.counts.unordered(tier);
            admitted.add(tier, open ? jobs : -jobs);
        }
    }

    boolean full(Tier tier) {
        return admitted.get(tier) + promised.get(tier) >= size(tier);
    }

    /// Whether an alert may be held so often. One that is alone always may.
    boolean fits(long more) {
        long held = bytes + promisedBytes;
        return held == 0 || held + more <= maxBytes;
    }

    void promise(Tier tier, int places, long more) {
        promised.add(tier, places);
        promisedBytes += more;
    }

    void take(long size) {
        bytes += size;
    }

    void release(long size) {
        bytes -= size;
    }

    void ended(Tier tier, long now) {
        rates.get(tier).left(now);
    }

    /// When the tier has room again, about: what is too much by the rate at which jobs end, 1 to 30
    /// s.
    Duration retryAfter(Tier tier, long now) {
        int excess = admitted.get(tier) + promised.get(tier) - size(tier) + 1;
        double rate = rates.get(tier).perSecond(now);
        double seconds = rate > 0 ? Math.ceil(Math.max(1, excess) / rate) : MAX_RETRY_AFTER;
        return Duration.ofSeconds((long) Math.clamp(seconds, 1, MAX_RETRY_AFTER));
    }

    /// Forgets all jobs; promises stay.
    void clear() {
        admitted.clear();
        bytes = 0;
    }

    int admitted(Tier tier) {
        return admitted.get(tier);
    }

    long bytes() {
        return bytes;
    }

    private int size(Tier tier) {
        return sizes.getOrDefault(tier, 0);
    }
}
