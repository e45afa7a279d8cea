package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Job;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/// Every unfinished job, each in one place. Moves them, and keeps chains, counts, alarms and the
/// lanes' standings true to that. Nothing here looks at more jobs than it moves.
final class Backlog {
    private static final Comparator<JobEntry> BY_CREATION =
            Comparator.comparing((JobEntry entry) -> entry.job.createdAt())
                    .thenComparingLong(entry -> entry.seq)
                    .thenComparing(entry -> entry.job.id());

    private final SchedulerSettings settings;
    private final AlarmClock clock;
    private final Capacity capacity;
    private final Tiers tiers;
    private final Consumer<JobEntry> due;
    private final Map<UUID, JobEntry> entries = new HashMap<>();
    private final Map<Job.Chain, Chain> chains = new HashMap<>();
    private final PerTier<NavigableSet<JobEntry>> byCreation =
            new PerTier<>(_ -> new TreeSet<>(BY_CREATION));
    private long arrivals;

    /// @param due told when a waiting job has to be looked at
    Backlog(
            SchedulerSettings settings,
            AlarmClock clock,
            Capacity capacity,
            Tiers tiers,
            Consumer<JobEntry> due) {
        this.settings = settings;
        this.clock = clock;
        this.capacity = capacity;
        this.tiers = tiers;
        this.due = due;
    }

    Optional<JobEntry> find(UUID id) {
        return Optional.ofNullable(entries.get(id));
    }

    int size() {
        return entries.size();
    }

    /// How many jobs have come so far.
    long arrivals() {
        return arrivals;
    }

    /// Enters a job, in no place yet. Later jobs of its chain that have not begun an attempt wait
    /// for it from now on.
    ///
    /// @param age how old it is already
    JobEntry add(QueuedJob queued, Lane lane, Duration age) {
        long now = clock.now();
        var chain = chains.computeIfAbsent(queued.job().chain(), Chain::new);
        boolean suspect = queued.takeovers() >= settings.poisonTakeovers();
        var entry = new JobEntry(queued, suspect, lane, chain);
        entry.arrival = ++arrivals;
        entry.notBefore = now + Math.max(0, queued.delay().toNanos());
        entry.deadline = now + settings.maxAge().minus(age).toNanos();
        entry.laneDeadline = lane.age(now) + maxAge(entry.job.tier()).toNanos();
        entry.alarm = new Alarm(() -> due.accept(entry));
        var overtaken = chain.add(entry, this::raised);
        if (entry.status() == AlertStatus.RESOLVED && chain.hasFiring()) {
            lane.pairs.add(chain);
        }
        entries.put(entry.job.id(), entry);
        byCreation.get(entry.job.tier()).add(entry);
        capacity.take(entry.size());
        for (JobEntry later : overtaken) {
            if (later.place == Place.READY) {
                unpark(later);
                park(later);
            }
        }
        return entry;
    }

    /// Puts a job where it has to wait.
    void park(JobEntry entry) {
        long now = clock.now();
        if (entry.chain.blocks(entry)) {
            entry.place = Place.ORDERING;
        } else if (entry.notBefore > now) {
            entry.place = Place.DELAYED;
        } else {
            entry.place = Place.READY;
            entry.queue = entry.urgency();
            entry.since = entry.notBefore;
            entry.lane.enqueue(entry);
        }
        entry.lane.waiting.add(entry);
        capacity.count(entry.lane, entry.job.tier(), entry.place, 1);
        arm(entry);
        tiers.refresh(entry.lane);
    }

    /// Takes a waiting job out of its place.
    void unpark(JobEntry entry) {
        if (!entry.place.waiting()) {
            throw new IllegalStateException("a job that is " + entry.place + " does not wait");
        }
        if (entry.place == Place.READY) {
            entry.lane.dequeue(entry);
        }
        capacity.count(entry.lane, entry.job.tier(), entry.place, -1);
        entry.lane.waiting.remove(entry);
        entry.place = Place.NONE;
        clock.clear(entry.alarm);
        tiers.refresh(entry.lane);
    }

    /// Takes a job out for good; it waits no longer.
    ///
    /// @return jobs that waited for it alone, already in their new places
    List<JobEntry> remove(JobEntry entry) {
        entry.place = Place.ENDED;
        entries.remove(entry.job.id());
        byCreation.get(entry.job.tier()).remove(entry);
        capacity.release(entry.size());
        var freed =
                entry.chain.remove(entry).stream()
                        .filter(later -> later.place == Place.ORDERING)
                        .toList();
        if (entry.chain.isEmpty()) {
            chains.remove(entry.chain.key);
            entry.lane.pairs.remove(entry.chain);
        }
        for (JobEntry later : freed) {
            unpark(later);
            park(later);
        }
        return freed;
    }

    /// Sets a waiting job's alarm for whatever comes first.
    void arm(JobEntry entry) {
        long expiry = expiry(entry);
        clock.set(
                entry.alarm,
                entry.place == Place.DELAYED ? Math.min(expiry, entry.notBefore) : expiry);
    }

    /// Whether a job has waited too long.
    boolean expired(JobEntry entry) {
        return expiry(entry) <= clock.now();
    }

    /// Raises jobs that have waited long, as far as their lanes could send them now. One tier at a
    /// time: in the next one they start to wait anew.
    void age() {
        long before = clock.now() - settings.ageing().toNanos();
        age(Tier.MEDIUM, Tier.HIGH, before);
        age(Tier.LOW, Tier.MEDIUM, before);
    }

    private void age(Tier from, Tier to, long before) {
        var oldest = tiers.of(from).oldest(false);
        while (oldest.isPresent() && oldest.orElseThrow().since() <= before) {
            var lane = oldest.orElseThrow().lane();
            var entry = lane.head(from).orElseThrow();
            lane.dequeue(entry);
            entry.aged = to;
            entry.queue = to;
            entry.since = clock.now();
            lane.enqueue(entry);
            tiers.refresh(lane);
            oldest = tiers.of(from).oldest(false);
        }
    }

    /// The oldest job of a tier that is not in flight.
    Optional<JobEntry> oldest(Tier tier) {
        // Passes over as many as there are workers, at most.
        return byCreation.get(tier).stream().filter(entry -> entry.place.waiting()).findFirst();
    }

    /// Forgets every job.
    void clear() {
        for (JobEntry entry : entries.values()) {
            clock.clear(entry.alarm);
            entry.place = Place.ENDED;
            entry.lane.clear();
        }
        entries.clear();
        chains.clear();
        byCreation.all().forEach(NavigableSet::clear);
        capacity.clear();
    }

    private void raised(JobEntry entry) {
        if (entry.place == Place.READY && entry.urgency() != entry.queue) {
            entry.lane.dequeue(entry);
            entry.queue = entry.urgency();
            entry.lane.enqueue(entry);
            tiers.refresh(entry.lane);
        }
    }

    private long expiry(JobEntry entry) {
        long now = clock.now();
        return Math.min(entry.deadline, now + entry.laneDeadline - entry.lane.age(now));
    }

    private Duration maxAge(Tier tier) {
        return settings.tierMaxAge().getOrDefault(tier, settings.maxAge());
    }
}
