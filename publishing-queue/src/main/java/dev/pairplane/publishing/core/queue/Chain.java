package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The unfinished jobs of one condition at one target, by their number. A job waits while an
/// earlier one of the other status is unfinished; those of one status wait for none of each other.
///
/// Each job inherits the tier of the most urgent one from itself on, so along the chain tiers only
/// get more urgent, and whoever raises earlier jobs may stop at the first that is urgent enough.
final class Chain {
    final Job.Chain key;

    private final NavigableMap<Long, JobEntry> firing = new TreeMap<>();
    private final NavigableMap<Long, JobEntry> resolved = new TreeMap<>();

    Chain(Job.Chain key) {
        this.key = key;
    }

    /// Whether the job has to wait for an earlier one.
    boolean blocks(JobEntry entry) {
        var others = others(entry.status());
        return !others.isEmpty() && others.firstKey() < entry.seq;
    }

    /// Puts a job in its place.
    ///
    /// @param raised told of each earlier job that is more urgent now
    /// @return later jobs that have to wait for this one, and did not have to wait before
    /// @throws IllegalStateException when the chain has another job of its number
    List<JobEntry> add(JobEntry entry, Consumer<JobEntry> raised) {
        if (firing.containsKey(entry.seq) || resolved.containsKey(entry.seq)) {
            throw new IllegalStateException("two jobs have the number " + entry.seq);
        }
        var own = of(entry.status());
        var others = others(entry.status());
        long formerFirst = own.isEmpty() ? Long.MAX_VALUE : own.firstKey();
        inherit(entry, own.higherEntry(entry.seq));
        inherit(entry, others.higherEntry(entry.seq));
        own.put(entry.seq, entry);
        raise(own.headMap(entry.seq, false), entry.inherited, raised);
        raise(others.headMap(entry.seq, false), entry.inherited, raised);
        return between(others, entry.seq, formerFirst);
    }

    /// Takes a job out.
    ///
    /// @return jobs that had to wait for this one, and for none other
    List<JobEntry> remove(JobEntry entry) {
        var own = of(entry.status());
        boolean first = !own.isEmpty() && own.firstKey() == entry.seq;
        own.remove(entry.seq);
        if (!first) {
            return List.of();
        }
        return between(
                others(entry.status()), entry.seq, own.isEmpty() ? Long.MAX_VALUE : own.firstKey());
    }

    boolean isEmpty() {
        return firing.isEmpty() && resolved.isEmpty();
    }

    boolean hasFiring() {
        return !firing.isEmpty();
    }

    /// What need not be sent any more, the earliest first: a firing with a resolved behind it, and
    /// that resolved too when no firing is left before it and another resolved comes. Asked again
    /// when those are gone, it says what is next; see [Collapse].
    ///
    /// @param spare whether a job may be left out, or stand for others that are
    List<JobEntry> superfluous(Predicate<JobEntry> spare) {
        var first = firing.firstEntry();
        if (first == null || !spare.test(first.getValue())) {
            return List.of();
        }
        var end = resolved.higherEntry(first.getKey());
        if (end == null || !spare.test(end.getValue())) {
            return List.of();
        }
        var another = firing.higherKey(first.getKey());
        var later = resolved.higherEntry(end.getKey());
        boolean whole =
                (another == null || another > end.getKey())
                        && later != null
                        && spare.test(later.getValue());
        return whole ? List.of(first.getValue(), end.getValue()) : List.of(first.getValue());
    }

    private static void inherit(JobEntry entry, Map.@Nullable Entry<Long, JobEntry> later) {
        if (later != null && later.getValue().inherited.before(entry.inherited)) {
            entry.inherited = later.getValue().inherited;
        }
    }

    private static void raise(
            NavigableMap<Long, JobEntry> earlier, Tier tier, Consumer<JobEntry> raised) {
        for (JobEntry entry : earlier.descendingMap().values()) {
            if (!tier.before(entry.inherited)) {
                return;
            }
            entry.inherited = tier;
            raised.accept(entry);
        }
    }

    private static List<JobEntry> between(NavigableMap<Long, JobEntry> jobs, long from, long to) {
        return jobs.isEmpty() || from >= to
                ? List.of()
                : new ArrayList<>(jobs.subMap(from, false, to, false).values());
    }

    private NavigableMap<Long, JobEntry> of(AlertStatus status) {
        return switch (status) {
            case FIRING -> firing;
            case RESOLVED -> resolved;
        };
    }

    private NavigableMap<Long, JobEntry> others(AlertStatus status) {
        return switch (status) {
            case FIRING -> resolved;
            case RESOLVED -> firing;
        };
    }
}
