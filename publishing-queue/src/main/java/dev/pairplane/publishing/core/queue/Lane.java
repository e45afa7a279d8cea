package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.breaker.BreakerSettings;
import dev.pairplane.publishing.core.breaker.CircuitBreaker;
import dev.pairplane.publishing.core.target.Target;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedSet;
import java.util.TreeSet;

/// One target's jobs, and whether they may go.
final class Lane {
    private static final Comparator<JobEntry> ORDER =
            Comparator.comparingLong((JobEntry entry) -> entry.since)
                    .thenComparingLong(entry -> entry.seq)
                    .thenComparing(entry -> entry.job.id());

    final String name;

    /// Of the order in which lanes were made.
    final long number;

    final CircuitBreaker breaker;

    /// Every unfinished job but those in flight, in the order in which they began to wait.
    final SequencedSet<JobEntry> waiting = new LinkedHashSet<>();

    final Counts counts = new Counts();

    int concurrency = 1;
    int inFlight;
    int reserved;

    /// Until when the target is left alone.
    OptionalLong heldUntil = OptionalLong.empty();

    /// Chains in which a resolved came behind a firing, and that are not done with.
    SequencedSet<Chain> pairs = new LinkedHashSet<>();

    /// While what came and went is looked for; [Collapse]'s alone.
    Optional<Collapse.Sweep> sweep = Optional.empty();

    /// When the target was found to be gone.
    OptionalLong missingSince = OptionalLong.empty();

    String lastError = "";
    Alarm alarm = new Alarm(() -> {});

    private final PerTier<NavigableSet<JobEntry>> queues = new PerTier<>(_ -> new TreeSet<>(ORDER));
    private final Map<Tier, Long> served = new EnumMap<>(Tier.class);
    private Optional<Target> target = Optional.empty();
    private Optional<Target> lastKnown = Optional.empty();
    private boolean open;
    private boolean ageing;
    private long agedUntil;
    private long age;

    Lane(String name, long number, BreakerSettings settings) {
        this.name = name;
        this.number = number;
        breaker = new CircuitBreaker(settings);
    }

    /// The target as it is; empty while it is gone.
    Optional<Target> target() {
        return target;
    }

    /// The target as it is, or as it was last.
    Optional<Target> lastKnown() {
        return lastKnown;
    }

    void target(Optional<Target> now) {
        target = now;
        if (now.isPresent()) {
            lastKnown = now;
            missingSince = OptionalLong.empty();
        }
    }

    /// Why nothing but probes is sent; empty while the lane is open.
    Optional<String> obstacle() {
        if (target.isEmpty()) {
            return Optional.of("target_missing");
        }
        if (!target.orElseThrow().enabled()) {
            return Optional.of("target_disabled");
        }
        if (breaker.state() != CircuitBreaker.State.CLOSED) {
            return Optional.of("circuit_open");
        }
        return heldUntil.isPresent() ? Optional.of("hold") : Optional.empty();
    }

    /// Whether an attempt may begin now.
    boolean maySend() {
        return inFlight < concurrency && sweep.isEmpty() && reachable() && breaker.permits();
    }

    /// Whether the next attempt is a probe.
    boolean probing() {
        return breaker.state() == CircuitBreaker.State.HALF_OPEN;
    }

    /// Whether the target is there, switched on, and not to be left alone.
    boolean reachable() {
        return heldUntil.isEmpty() && target.filter(Target::enabled).isPresent();
    }

    /// Whether the lane was open when its jobs were counted last.
    boolean open() {
        return open;
    }

    void open(boolean now) {
        open = now;
    }

    /// Lets the jobs' ages count, or not.
    void ageing(boolean now, long time) {
        age = age(time);
        agedUntil = time;
        ageing = now;
    }

    /// How long jobs that have been here all the time have aged.
    long age(long time) {
        return ageing ? age + time - agedUntil : age;
    }

    void enqueue(JobEntry entry) {
        queues.get(entry.queue).add(entry);
    }

    void dequeue(JobEntry entry) {
        queues.get(entry.queue).remove(entry);
    }

    /// Who is next in a tier.
    Optional<JobEntry> head(Tier tier) {
        var queue = queues.get(tier);
        return queue.isEmpty() ? Optional.empty() : Optional.of(queue.first());
    }

    /// When a tier was served last, in picks; 0 for never.
    long served(Tier tier) {
        return served.getOrDefault(tier, 0L);
    }

    void served(Tier tier, long pick) {
        served.put(tier, pick);
    }

    /// Whether nothing is left that needs the lane.
    boolean unused() {
        return waiting.isEmpty() && inFlight == 0 && reserved == 0;
    }

    /// Forgets its jobs.
    void clear() {
        waiting.clear();
        pairs.clear();
        sweep = Optional.empty();
        counts.clear();
        queues.all().forEach(NavigableSet::clear);
    }
}
