package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.Job;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// An unfinished job, and how it stands. Belongs to the [Backlog], which alone moves it.
final class JobEntry {
    private static final int LOGGED_ATTEMPTS = 20;

    final Job job;
    final long seq;
    final long fence;
    final boolean suspect;
    final Lane lane;
    final Chain chain;

    Place place = Place.NONE;
    int attempts;

    /// How many jobs had come before it, and it.
    long arrival;

    /// When its next attempt may be; from then on it is ready.
    long notBefore;

    /// The tier of the most urgent job of its chain from itself on.
    Tier inherited;

    /// Its tier after ageing.
    Tier aged;

    /// The queue that it stands in while it is ready, and since when for that queue's order.
    Tier queue;

    long since;

    /// When it has waited too long, by its lane's age and by the queue's time.
    long laneDeadline;

    long deadline;

    /// Whether the next attempt is announced in the journal.
    boolean marked;

    Optional<Instant> firstStart = Optional.empty();
    Alarm alarm = new Alarm(() -> {});

    private final Deque<Attempt> log = new ArrayDeque<>(1);

    /// @param suspect whether its attempts are marked beforehand
    JobEntry(QueuedJob queued, boolean suspect, Lane lane, Chain chain) {
        this.suspect = suspect;
        this.lane = lane;
        this.chain = chain;
        job = queued.job();
        seq = queued.seq();
        fence = queued.fence();
        attempts = queued.attempts();
        inherited = job.tier();
        aged = job.tier();
        queue = job.tier();
    }

    AlertStatus status() {
        return job.alert().alert().status();
    }

    /// Whether it waits, and nobody can have begun an attempt of it or has asked for it by hand. A
    /// fence tells of an owner before, who may have.
    boolean untouched() {
        return place.waiting()
                && fence == 0
                && attempts == 0
                && firstStart.isEmpty()
                && !marked
                && job.replayOf().isEmpty();
    }

    /// The tier that it counts as when it is its turn.
    Tier urgency() {
        return inherited.before(aged) ? inherited : aged;
    }

    void log(Attempt attempt) {
        if (log.size() == LOGGED_ATTEMPTS) {
            log.removeFirst();
        }
        log.addLast(attempt);
    }

    /// The last 20 attempts, oldest first.
    List<Attempt> log() {
        return List.copyOf(log);
    }

    Optional<Attempt> lastAttempt() {
        return Optional.ofNullable(log.peekLast());
    }

    int size() {
        return job.alert().size();
    }
}
