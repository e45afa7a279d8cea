package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.breaker.Vote;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.retry.Classifier;
import dev.pairplane.publishing.core.retry.Verdict;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Attempts that hold a worker: begins them, and does what their results mean.
final class Attempts {
    private final SchedulerSettings settings;
    private final Timers timers;
    private final AlarmClock clock;
    private final RandomGenerator random;
    private final Sender sender;
    private final SchedulerOwner owner;
    private final Consumer<QueueEvent> listener;
    private final Backlog backlog;
    private final Lanes lanes;
    private final Endings endings;
    private final BooleanSupplier mayBegin;
    private final Runnable changed;
    private final Set<Flight> flights = new LinkedHashSet<>();

    /// @param mayBegin whether attempts may begin at all
    /// @param changed told when a worker is free
    Attempts(
            SchedulerSettings settings,
            Timers timers,
            AlarmClock clock,
            RandomGenerator random,
            Sender sender,
            SchedulerOwner owner,
            Consumer<QueueEvent> listener,
            Backlog backlog,
            Lanes lanes,
            Endings endings,
            BooleanSupplier mayBegin,
            Runnable changed) {
        this.settings = settings;
        this.timers = timers;
        this.clock = clock;
        this.random = random;
        this.sender = sender;
        this.owner = owner;
        this.listener = listener;
        this.backlog = backlog;
        this.lanes = lanes;
        this.endings = endings;
        this.mayBegin = mayBegin;
        this.changed = changed;
    }

    /// How many workers are held.
    int active() {
        return flights.size();
    }

    /// How many of those for jobs that are still here.
    int current() {
        return (int) flights.stream().filter(flight -> !flight.late).count();
    }

    /// Begins an attempt for a job that is ready, or gives it up when it is too old.
    void begin(JobEntry entry) {
        if (backlog.expired(entry)) {
            endings.expired(entry);
            lanes.refresh(entry.lane);
            return;
        }
        var lane = entry.lane;
        var target = lane.target().orElseThrow();
        backlog.unpark(entry);
        var flight = new Flight(entry, target, lane.breaker.begin(), entry.attempts + 1);
        flights.add(flight);
        lane.inFlight++;
        lanes.refresh(lane);
        if (entry.suspect && !entry.marked) {
            entry.place = Place.STARTING;
            owner.before(new Change.Starting(entry.job, entry.fence), () -> marked(flight));
        } else {
            send(flight);
        }
    }

    private void marked(Flight flight) {
        if (flight.over) {
            return;
        }
        var entry = flight.entry;
        var lane = entry.lane;
        entry.marked = true;
        if (mayStillGo(flight)) {
            send(flight);
        } else {
            // The world has changed while the mark was written.
            release(flight, Vote.NEUTRAL);
            backlog.park(entry);
            lanes.refresh(lane);
            changed.run();
        }
    }

    private boolean mayStillGo(Flight flight) {
        var entry = flight.entry;
        var lane = entry.lane;
        return mayBegin.getAsBoolean()
                && lane.reachable()
                && lane.inFlight <= lane.concurrency
                && lane.breaker.current(flight.permit)
                && !entry.chain.blocks(entry);
    }

    private void send(Flight flight) {
        var entry = flight.entry;
        flight.target = entry.lane.target().orElseThrow();
        entry.place = Place.FLYING;
        flight.startedNanos = clock.now();
        flight.startedAt = timers.now();
        if (entry.firstStart.isEmpty()) {
            entry.firstStart = Optional.of(flight.startedAt);
        }
        listener.accept(
                new QueueEvent.AttemptStarted(
                        entry.job,
                        flight.number,
                        Duration.ofNanos(flight.startedNanos - entry.notBefore),
                        flight.permit.probe()));
        show(entry);
        flight.sending =
                Optional.of(
                        sender.send(
                                entry.job,
                                flight.target,
                                flight.number,
                                result -> ended(flight, result)));
    }

    private void ended(Flight flight, SendResult result) {
        if (flight.over) {
            throw new IllegalStateException("an attempt has one result, not two");
        }
        var verdict = Classifier.classify(flight.target.type(), result);
        var attempt = attempt(flight, verdict);
        if (flight.late) {
            release(flight, Vote.NEUTRAL);
            lanes.refresh(flight.entry.lane);
            listener.accept(new QueueEvent.LateResult(flight.entry.job, attempt));
        } else {
            apply(flight, verdict, attempt);
        }
        changed.run();
    }

    private void apply(Flight flight, Verdict verdict, Attempt attempt) {
        var entry = flight.entry;
        var lane = entry.lane;
        boolean failedProbe =
                flight.permit.probe()
                        && verdict.vote() == Vote.FAILURE
                        && lane.breaker.current(flight.permit);
        attempt.error().ifPresent(error -> lane.lastError = error);
        entry.marked = false;
        listener.accept(
                new QueueEvent.AttemptEnded(entry.job, attempt, verdict, flight.permit.probe()));
        release(flight, verdict.vote());
        switch (verdict) {
            case Verdict.Delivered _ -> {
                entry.attempts++;
                entry.log(attempt);
                endings.delivered(entry, attempt);
            }
            case Verdict.GiveUp(var failure, _) -> {
                entry.attempts++;
                entry.log(attempt);
                endings.permanent(entry, failure, attempt, flight.target);
            }
            case Verdict.Retry retry -> {
                entry.log(attempt);
                retry(flight, retry, attempt, retry.counts() && !failedProbe);
            }
            case Verdict.Withdrawn(var written) -> withdrawn(entry, attempt, written);
        }
        lanes.refresh(lane);
    }

    private void retry(Flight flight, Verdict.Retry verdict, Attempt attempt, boolean counts) {
        var entry = flight.entry;
        var lane = entry.lane;
        var current = lane.target();
        if (current.isPresent()
                && current.orElseThrow().generation() == flight.target.generation()) {
            verdict.hold().ifPresent(hold -> lanes.hold(lane, hold));
        }
        if (counts) {
            entry.attempts++;
        }
        if (entry.attempts > entry.job.maxRetries()) {
            endings.exhausted(entry, verdict.failure(), attempt, flight.target);
            return;
        }
        // One that did not count for want of patience waits for its lane alone.
        var wait =
                verdict.counts()
                        ? settings.retries().delay(Math.max(1, entry.attempts), random)
                        : Duration.ZERO;
        entry.notBefore = clock.now() + wait.toNanos();
        var all = longer(wait, verdict.hold().orElse(Duration.ZERO));
        if (backlog.expired(entry)) {
            endings.expired(entry, attempt, flight.target);
            return;
        }
        owner.happened(new Change.Retrying(entry.job, entry.fence, entry.attempts, all, attempt));
        backlog.park(entry);
        listener.accept(
                new QueueEvent.RetryScheduled(
                        entry.job,
                        Math.max(1, entry.attempts),
                        counts,
                        verdict.failure().reason(),
                        all));
        show(entry);
    }

    private void withdrawn(JobEntry entry, Attempt attempt, boolean written) {
        if (written) {
            // It may have been delivered, so it is written down; but giving up is no failure, so
            // one attempt is left at least.
            entry.attempts = Math.min(entry.attempts + 1, entry.job.maxRetries());
            entry.log(attempt);
            owner.happened(
                    new Change.Retrying(
                            entry.job, entry.fence, entry.attempts, Duration.ZERO, attempt));
        }
        entry.notBefore = clock.now();
        backlog.park(entry);
        listener.accept(new QueueEvent.Withdrawn(entry.job, written));
        show(entry);
    }

    private void release(Flight flight, Vote vote) {
        flight.over = true;
        flights.remove(flight);
        flight.entry.lane.inFlight--;
        lanes.end(flight.entry.lane, flight.permit, vote);
        if (!flight.late) {
            flight.entry.place = Place.NONE;
        }
    }

    private Attempt attempt(Flight flight, Verdict verdict) {
        return Endings.attempt(
                flight, Duration.ofNanos(clock.now() - flight.startedNanos), verdict);
    }

    /// Gives all attempts up.
    void cancelAll() {
        List.copyOf(flights).forEach(flight -> flight.sending.ifPresent(Sender.Sending::cancel));
    }

    /// Lets go of attempts that are being announced; their jobs wait again.
    void unmark() {
        for (Flight flight : List.copyOf(flights)) {
            if (flight.entry.place == Place.STARTING && !flight.late) {
                release(flight, Vote.NEUTRAL);
                backlog.park(flight.entry);
                lanes.refresh(flight.entry.lane);
            }
        }
    }

    /// Gives all jobs in flight away.
    void abandon() {
        for (Flight flight : List.copyOf(flights)) {
            boolean starting = flight.entry.place == Place.STARTING;
            flight.late = true;
            if (starting) {
                release(flight, Vote.NEUTRAL);
            }
        }
    }

    /// Shows a job as it is.
    void show(JobEntry entry) {
        owner.looks(view(entry));
    }

    JobView view(JobEntry entry) {
        return Views.unfinished(
                entry, timers.now(), Duration.ofNanos(entry.notBefore - clock.now()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
