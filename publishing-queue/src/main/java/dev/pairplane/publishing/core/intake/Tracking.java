package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.queue.QueueFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/// The jobs that were touched last, as they look. A cache: the truth is in the store. Those that
/// were not touched for longest go when there are too many; ended ones also when they are old.
///
/// May be used from any thread.
final class Tracking {

    private record Tracked(JobView view, long seenNanos) {}

    private final int capacity;
    private final long keepNanos;
    private final LongSupplier nanos;
    private final Map<UUID, Tracked> tracked = new LinkedHashMap<>(16, 0.75f, true);

    Tracking(int capacity, Duration keep, LongSupplier nanos) {
        this.capacity = capacity;
        this.keepNanos = keep.toNanos();
        this.nanos = nanos;
    }

    synchronized void looks(JobView view) {
        tracked.put(view.id(), new Tracked(view, nanos.getAsLong()));
        while (tracked.size() > capacity) {
            tracked.remove(tracked.keySet().iterator().next());
        }
    }

    /// A job that was given up is among the dead letters from now on.
    synchronized void buried(UUID job, UUID deadLetter, Instant at) {
        Tracked known = tracked.get(job);
        if (known != null) {
            looks(dead(known.view(), deadLetter, at));
        }
    }

    synchronized Optional<JobView> find(UUID id) {
        Tracked found = tracked.get(id);
        if (found == null) {
            return Optional.empty();
        }
        if (found.view().state().ended() && nanos.getAsLong() - found.seenNanos() >= keepNanos) {
            tracked.remove(id);
            return Optional.empty();
        }
        return Optional.of(found.view());
    }

    /// Forgets those that have not ended: others work them by now.
    synchronized void forgetUnfinished() {
        tracked.values().removeIf(known -> !known.view().state().ended());
    }

    synchronized int size() {
        return tracked.size();
    }

    /// A job as it is while the queue is as it is: views come when something happens to their jobs,
    /// and nothing happens to a job when its target is closed to all.
    static JobView within(QueueFigures queue, JobView view) {
        boolean waits = view.state() == JobState.QUEUED || view.state() == JobState.RETRYING;
        if (!waits || view.deferredReason().filter("ordering"::equals).isPresent()) {
            return view;
        }
        Optional<String> reason =
                queue.lanes().stream()
                        .filter(lane -> lane.target().equals(view.target()))
                        .findFirst()
                        .flatMap(QueueFigures.LaneFigures::deferredReason);
        return view.deferred(reason);
    }

    private static JobView dead(JobView v, UUID deadLetter, Instant at) {
        return new JobView(
                v.id(),
                v.submissionId(),
                v.fingerprint(),
                v.target(),
                v.targetType(),
                v.tier(),
                JobState.DLQ,
                v.attempts(),
                v.maxRetries(),
                v.lastError(),
                v.errorType(),
                v.lastStatus(),
                v.createdAt(),
                v.startedAt(),
                Optional.empty(),
                v.completedAt().or(() -> Optional.of(at)),
                v.waited(),
                Optional.of(deadLetter),
                v.replayOf(),
                Optional.empty(),
                v.attemptLog());
    }
}
