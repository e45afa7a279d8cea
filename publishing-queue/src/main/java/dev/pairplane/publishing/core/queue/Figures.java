package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;

/// Counts what has happened, and takes pictures of the queue.
final class Figures {
    private final SchedulerSettings settings;
    private final Timers timers;
    private final AlarmClock clock;
    private final Capacity capacity;
    private final Backlog backlog;
    private final Lanes lanes;
    private final Instant since;
    private long submitted;
    private long completed;
    private long failed;
    private long collapsed;

    Figures(
            SchedulerSettings settings,
            Timers timers,
            AlarmClock clock,
            Capacity capacity,
            Backlog backlog,
            Lanes lanes) {
        this.settings = settings;
        this.timers = timers;
        this.clock = clock;
        this.capacity = capacity;
        this.backlog = backlog;
        this.lanes = lanes;
        since = timers.now();
    }

    void submitted() {
        submitted++;
    }

    void completed() {
        completed++;
    }

    void failed() {
        failed++;
    }

    void collapsed() {
        collapsed++;
    }

    QueueFigures take(int active) {
        var now = timers.now();
        return new QueueFigures(
                byTier(tier -> sum(lane -> lane.counts.waiting(tier))),
                byTier(capacity::admitted),
                settings.capacity(),
                sum(lane -> lane.counts.delayed()),
                sum(lane -> lane.counts.deferred(lane.open())),
                settings.workers(),
                active,
                capacity.bytes(),
                oldest(now),
                submitted,
                completed,
                failed,
                collapsed,
                since,
                lanes.all().stream()
                        .sorted(Comparator.comparing((Lane lane) -> lane.name))
                        .map(lane -> lane(lane, now))
                        .toList());
    }

    private static Map<Tier, Integer> byTier(ToIntFunction<Tier> count) {
        var counts = new EnumMap<Tier, Integer>(Tier.class);
        for (Tier tier : Tier.values()) {
            counts.put(tier, count.applyAsInt(tier));
        }
        return counts;
    }

    private int sum(ToIntFunction<Lane> count) {
        return lanes.all().stream().mapToInt(count).sum();
    }

    private Map<Tier, Duration> oldest(Instant now) {
        var oldest = new EnumMap<Tier, Duration>(Tier.class);
        for (Tier tier : Tier.values()) {
            backlog.oldest(tier)
                    .ifPresent(entry ->
                            oldest.put(tier, Duration.between(entry.job.createdAt(), now)));
        }
        return oldest;
    }

    private QueueFigures.LaneFigures lane(Lane lane, Instant now) {
        var breaker = lane.breaker;
        return new QueueFigures.LaneFigures(
                lane.name,
                lane.counts.byTier(),
                lane.inFlight,
                lane.concurrency,
                new QueueFigures.BreakerFigures(
                        breaker.state().label(),
                        breaker.failures(),
                        instant(breaker.openedAt(), now),
                        instant(breaker.nextProbeAt(), now),
                        breaker.successes(),
                        breaker.trips(),
                        breaker.recoveries(),
                        Optional.of(lane.lastError).filter(error -> !error.isEmpty())),
                lane.obstacle(),
                instant(lane.heldUntil, now));
    }

    private Optional<Instant> instant(OptionalLong time, Instant now) {
        return time.isPresent()
                ? Optional.of(now.plusNanos(time.orElseThrow() - clock.now()))
                : Optional.empty();
    }
}
