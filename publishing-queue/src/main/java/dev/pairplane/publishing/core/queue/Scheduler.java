package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The queue of one replica. Keeps every job that was added until it is delivered, given up or
/// collapsed, and starts attempts: the most urgent tier first, lanes of targets in turn, firing
/// before resolved. Jobs in backoff, and jobs of lanes that are closed, hold no worker.
///
/// It starts with its gate closed and without targets: nothing is sent before [#targets] and
/// [#gate] are called. For one thread, the serial executor's, on which timers, results and calls
/// arrive; returns from every call at once. What an event costs grows with the logarithm of the
/// number of jobs, and else only with the number of jobs that the event moves.
public final class Scheduler {
    private static final int GIVEN_UP_AT_ONCE = 500;

    private final SchedulerSettings settings;
    private final Timers timers;
    private final Consumer<QueueEvent> listener;
    private final AlarmClock clock;
    private final Capacity capacity;
    private final Tiers tiers = new Tiers();
    private final Picker picker;
    private final Backlog backlog;
    private final Lanes lanes;
    private final Admissions admissions;
    private final Endings endings;
    private final Collapse collapse;
    private final Attempts attempts;
    private final Figures figures;

    private boolean gate;
    private boolean stopping;
    private boolean pumping;
    private long picks;
    private Optional<Runnable> drained = Optional.empty();

    /// @param random for the jitter of backoff
    /// @param deadLetterIds makes ids of dead letters
    public Scheduler(
            SchedulerSettings settings,
            Timers timers,
            RandomGenerator random,
            Supplier<UUID> deadLetterIds,
            Sender sender,
            SchedulerOwner owner,
            Consumer<QueueEvent> listener) {
        this.settings = settings;
        this.timers = timers;
        this.listener = listener;
        clock = new AlarmClock(timers, this::pump);
        capacity = new Capacity(settings.capacity(), settings.maxBytes());
        picker = new Picker(settings.patience());
        backlog = new Backlog(settings, clock, capacity, tiers, this::due);
        lanes = new Lanes(settings, clock, capacity, tiers, this::removed, this::opened, listener);
        admissions = new Admissions(settings.deferredPerTarget(), capacity, lanes);
        figures = new Figures(settings, timers, clock, capacity, backlog, lanes);
        endings =
                new Endings(
                        timers, clock, capacity, backlog, figures, deadLetterIds, owner, listener);
        collapse = new Collapse(clock, backlog, endings, listener);
        attempts =
                new Attempts(
                        settings,
                        timers,
                        clock,
                        random,
                        sender,
                        owner,
                        listener,
                        backlog,
                        lanes,
                        endings,
                        this::mayBegin,
                        this::pump);
    }

    /// Asks for room for a submission of one alert, and keeps the places until [#add] or
    /// [#giveBack]. There is room while the tier has one free place; a submission may overshoot by
    /// its number of targets.
    ///
    /// @param wanted the targets that are to get a job
    /// @param named whether the caller named its target: then it is refused where a broadcast goes
    ///   on without the target
    /// @param bytes what the alert takes, as [QueuedJob]'s alert will say
    public Admission admit(Tier tier, List<Target> wanted, boolean named, int bytes) {
        var admission = admissions.admit(tier, wanted, named, bytes, clock.now());
        switch (admission) {
            case Admission.Admitted admitted ->
                    admitted.skipped()
                            .forEach(skipped ->
                                    listener.accept(
                                            new QueueEvent.TargetSkipped(
                                                    skipped.target(), skipped.reason())));
            case Admission.Full full -> listener.accept(new QueueEvent.Refused(tier, full.what()));
        }
        return admission;
    }

    /// Gives places back that are not needed.
    ///
    /// @throws IllegalStateException when they were given back, or used, before
    public void giveBack(Admission.Admitted admitted) {
        admissions.giveBack(admitted);
    }

    /// Turns places into jobs; places that are left over are given back.
    ///
    /// @param jobs those that this replica works
    /// @throws IllegalStateException when the places were given back, or used, before
    public void add(Admission.Admitted admitted, List<QueuedJob> jobs) {
        admissions.giveBack(admitted);
        jobs.forEach(job -> insert(job, true));
        pump();
    }

    /// Adds a job that was just accepted and whose places were given back, because it had to wait
    /// for others of its chain.
    public void addAccepted(QueuedJob job) {
        insert(job, true);
        pump();
    }

    /// Adds a job that was accepted before: it is taken whatever room there is. A job that is there
    /// already is ignored.
    public void add(QueuedJob job) {
        insert(job, false);
        pump();
    }

    private void insert(QueuedJob queued, boolean fresh) {
        var job = queued.job();
        if (backlog.find(job.id()).isPresent()) {
            listener.accept(new QueueEvent.AlreadyThere(job.id()));
            return;
        }
        var lane = lanes.of(job.target());
        var entry = backlog.add(queued, lane, age(queued));
        if (fresh) {
            figures.submitted();
        }
        listener.accept(new QueueEvent.Accepted(job, fresh));
        if (queued.lostMarked() >= settings.poisonLosses()) {
            endings.poisoned(entry, queued.lostMarked());
        } else {
            backlog.park(entry);
            attempts.show(entry);
        }
        lanes.refresh(lane);
    }

    private Duration age(QueuedJob queued) {
        var age = Duration.between(queued.job().createdAt(), timers.now());
        // A clock that was set back makes no job live longer.
        return age.isNegative() ? Duration.ZERO : age;
    }

    /// The targets, from now on. Jobs of targets that are switched off wait; jobs of targets that
    /// are gone wait for a grace, and are given up. A changed target's breaker is closed.
    public void targets(TargetSet targets) {
        lanes.targets(targets);
        pump();
    }

    /// Whether attempts may start; those under way are left alone. Closed at first.
    public void gate(boolean open) {
        gate = open;
        lanes.gate(open);
        pump();
    }

    /// Forgets every job, because others have them now. Attempts under way go on, and their results
    /// change nothing. Places that were promised stay so.
    public void discard() {
        listener.accept(
                new QueueEvent.Discarded(backlog.size() - attempts.current(), attempts.active()));
        attempts.abandon();
        backlog.clear();
        List.copyOf(lanes.all()).forEach(lanes::refresh);
        pump();
    }

    /// Closes a target's breaker and forgets its failures.
    ///
    /// @return false when there is no such target
    public boolean resetBreaker(String target) {
        var lane = lanes.find(target).filter(found -> found.target().isPresent());
        lane.ifPresent(lanes::reset);
        pump();
        return lane.isPresent();
    }

    /// Starts no attempt any more, for good. Jobs stay, and are still taken.
    ///
    /// @param done runs when no attempt is under way: at once, or from within the last result
    public void stop(Runnable done) {
        stopping = true;
        attempts.unmark();
        drained = Optional.of(done);
        pump();
    }

    /// Gives up all attempts under way; their jobs wait again.
    public void cancelAll() {
        attempts.cancelAll();
    }

    /// The queue as it is; costs as much as there are lanes.
    public QueueFigures figures() {
        return figures.take(attempts.active());
    }

    /// A job as it is now; empty when it is finished or was never here.
    public Optional<JobView> view(UUID id) {
        return backlog.find(id).map(attempts::view);
    }

    private boolean mayBegin() {
        return gate && !stopping;
    }

    private void due(JobEntry entry) {
        if (!entry.place.waiting()) {
            return;
        }
        if (backlog.expired(entry)) {
            endings.expired(entry);
            lanes.refresh(entry.lane);
        } else if (entry.place == Place.DELAYED && entry.notBefore <= clock.now()) {
            backlog.unpark(entry);
            backlog.park(entry);
            attempts.show(entry);
        } else {
            backlog.arm(entry);
        }
    }

    /// Gives up jobs of a target that has been gone for too long; some at a time, so that others
    /// have their turn.
    private void removed(Lane lane) {
        for (int i = 0; i < GIVEN_UP_AT_ONCE && !lane.waiting.isEmpty(); i++) {
            endings.targetRemoved(lane.waiting.getFirst());
        }
    }

    private void opened(Lane lane) {
        collapse.work(lane);
    }

    /// Starts what can be started, and sees to it that time is heard of.
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (startNext()) {
                picks++;
            }
        } finally {
            pumping = false;
        }
        clock.arm();
        if (attempts.active() == 0 && drained.isPresent()) {
            var done = drained.orElseThrow();
            drained = Optional.empty();
            done.run();
        }
    }

    private boolean startNext() {
        int free = settings.workers() - attempts.active();
        if (!mayBegin() || free <= 0) {
            return false;
        }
        backlog.age();
        var pick = picker.pick(tiers, free == 1);
        pick.ifPresent(chosen -> {
            var lane = chosen.lane();
            lane.served(chosen.tier(), picks + 1);
            lane.head(chosen.tier()).ifPresent(attempts::begin);
        });
        return pick.isPresent();
    }
}
