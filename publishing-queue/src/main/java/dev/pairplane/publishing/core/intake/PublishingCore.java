package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.intake.IntakeEvent.Reason;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.core.journal.Appended;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.journal.Committer;
import dev.pairplane.publishing.core.journal.Journal;
import dev.pairplane.publishing.core.journal.Membership;
import dev.pairplane.publishing.core.journal.Recorder;
import dev.pairplane.publishing.core.journal.Replicas;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.core.queue.QueueFigures;
import dev.pairplane.publishing.core.queue.QueuedJob;
import dev.pairplane.publishing.core.queue.Scheduler;
import dev.pairplane.publishing.core.queue.SchedulerOwner;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The core as one object: puts queue, journal and membership together, and gives them a life.
///
/// It starts when the targets are known: then it joins the replicas, and takes what nobody works.
/// It stops in the order that loses nothing: nothing more is accepted and started, what is in
/// flight ends, what happened is written down, and what is left is free for the others.
///
/// Every public method may be called from any thread; all work is done on the serial executor.
/// Before anything that comes from outside is looked at there, the age of the last heartbeat is:
/// after a pause of the process nothing may start on its old right.
public final class PublishingCore implements Publishing {

    private final PublishingSettings settings;
    private final Timers timers;
    private final Executor serial;
    private final Jobs jobs;
    private final DeadLetters deadLetters;
    private final Listeners listeners;

    private final Scheduler scheduler;
    private final Committer committer;
    private final Recorder recorder;
    private final Membership membership;
    private final Submissions submissions;
    private final Replays replays;
    private final Tracking tracking;
    private final Arrivals arrivals = new Arrivals();
    private final Mode mode = new Mode();

    private volatile TargetSet targets = TargetSet.NONE;
    private volatile QueueFigures figures;
    private volatile int unrecorded;
    private volatile Readiness readiness = Readiness.NONE;

    private boolean started;
    private boolean loaded;
    private boolean recovered;
    private boolean stopping;
    private boolean stopped;
    private long startedNanos;
    private Runnable whenReady = () -> {};

    /// Nothing happens before [#start].
    ///
    /// @param random for jitter
    /// @param serial runs one task at a time, in order; the ports answer there too
    /// @param ids new ones, version 7, for submissions, jobs and dead letters
    public PublishingCore(
            PublishingSettings settings,
            Timers timers,
            RandomGenerator random,
            Executor serial,
            Sender sender,
            Journal journal,
            Replicas replicas,
            DeadLetters deadLetters,
            Jobs jobs,
            Supplier<UUID> ids,
            Listeners listeners) {
        this.settings = settings;
        this.timers = timers;
        this.serial = serial;
        this.jobs = jobs;
        this.deadLetters = deadLetters;
        this.listeners = listeners;
        tracking =
                new Tracking(
                        settings.intake().tracked(), settings.intake().trackedFor(), timers::nanos);
        membership =
                new Membership(
                        settings.membership(), timers, replicas, new Member(), listeners.journal());
        Timers checked = new CheckedTimers();
        Journal answering = new CheckedJournal(journal);
        committer = new Committer(settings.committer(), checked, answering, listeners.journal());
        recorder =
                new Recorder(
                        settings.recorder(),
                        checked,
                        answering,
                        this::written,
                        listeners.journal());
        scheduler = scheduler(checked, random, ids, sender);
        Desk desk = new Desk();
        submissions =
                new Submissions(
                        settings.intake(),
                        checked,
                        scheduler,
                        committer,
                        answering,
                        arrivals,
                        ids,
                        desk,
                        listeners.intake());
        replays =
                new Replays(
                        settings,
                        checked,
                        this::run,
                        scheduler,
                        arrivals,
                        deadLetters,
                        ids,
                        desk,
                        listeners.intake());
        figures = scheduler.figures();
    }

    private Scheduler scheduler(
            Timers checked, RandomGenerator random, Supplier<UUID> ids, Sender sender) {
        return new Scheduler(
                settings.scheduler(),
                checked,
                random,
                ids,
                (job, target, attempt, done) ->
                        sender.send(
                                job,
                                target,
                                attempt,
                                result -> {
                                    membership.check();
                                    done.accept(result);
                                }),
                new Owner(),
                listeners.queue());
    }

    /// Begins, as soon as [#targets(TargetSet)] was called.
    ///
    /// @param ready called once, when requests can be taken
    public void start(Runnable ready) {
        run(() -> {
            started = true;
            startedNanos = timers.nanos();
            whenReady = ready;
            begin();
            refreshFigures();
        });
    }

    /// The targets are these from now on.
    public void targets(TargetSet now) {
        run(() -> {
            targets = now;
            loaded = true;
            scheduler.targets(now);
            mode.update(now).ifPresent(listeners.intake());
            begin();
            look();
        });
    }

    /// Closes a target's breaker.
    ///
    /// @param done told on the serial executor whether there is such a target
    public void resetBreaker(String target, Consumer<Boolean> done) {
        run(() -> done.accept(scheduler.resetBreaker(target)));
    }

    /// Ends. Calling it again is nothing.
    ///
    /// @param patience how long it may take
    /// @param done told once, on the serial executor
    public void stop(Duration patience, Consumer<StopReport> done) {
        run(() -> {
            if (stopping) {
                return;
            }
            stopping = true;
            look();
            Duration cancel = patience.minus(settings.intake().stopMargin());
            timers.after(
                    cancel.isNegative() ? patience.dividedBy(2) : cancel, scheduler::cancelAll);
            timers.after(patience, () -> stopped(false, done));
            scheduler.stop(() ->
                    committer.drained(
                            () -> replays.drained(() -> recorder.drained(() -> leave(done)))));
        });
    }

    private void leave(Consumer<StopReport> done) {
        membership.leave(() -> stopped(true, done));
    }

    private void stopped(boolean clean, Consumer<StopReport> done) {
        if (!stopped) {
            stopped = true;
            QueueFigures last = scheduler.figures();
            int waiting = last.waiting().values().stream().mapToInt(Integer::intValue).sum();
            StopReport report =
                    new StopReport(
                            clean,
                            waiting + last.active(),
                            recorder.backlog(),
                            committer.waiting());
            listeners.intake().accept(new IntakeEvent.Stopped(report));
            done.accept(report);
        }
    }

    /// What is missing for requests to be sent here; never older than the last call from outside.
    public Readiness ready() {
        return readiness;
    }

    @Override
    public void submit(SubmitRequest request, Consumer<SubmitResult> answer) {
        run(() -> submissions.submit(request, answer));
    }

    @Override
    public void replay(
            UUID id,
            Optional<String> target,
            String by,
            String requestId,
            boolean force,
            Consumer<ReplayResult> answer) {
        Replays.Asked asked = new Replays.Asked(id, target, by, requestId, force);
        run(() -> replays.replay(asked, answer));
    }

    /// As it was at most [PublishingSettings.Intake#figuresEvery()] ago.
    @Override
    public QueueFigures figures() {
        return figures;
    }

    /// Endings and retries that were not written down yet, as it was when [#figures] was.
    public int unrecorded() {
        return unrecorded;
    }

    /// How many jobs [#recent] can show.
    public int tracked() {
        return tracking.size();
    }

    @Override
    public Optional<JobView> recent(UUID id) {
        return tracking.find(id).map(view -> Tracking.within(figures, view));
    }

    @Override
    public TargetSet targets() {
        return targets;
    }

    @Override
    public Jobs jobs() {
        return jobs;
    }

    @Override
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    private void run(Runnable task) {
        serial.execute(() -> {
            membership.check();
            task.run();
        });
    }

    private void begin() {
        if (started && loaded && !stopping) {
            membership.start();
        }
    }

    private void refreshFigures() {
        figures = scheduler.figures();
        unrecorded = recorder.backlog();
        if (!stopped) {
            timers.after(settings.intake().figuresEvery(), this::refreshFigures);
        }
    }

    private void look() {
        readiness =
                new Readiness(loaded, membership.joined(), recovered, membership.check(), stopping);
    }

    private void written(Change change) {
        if (change instanceof Change.DeadLettered dead) {
            tracking.buried(dead.job().id(), dead.deadLetterId(), dead.failedAt());
        }
    }

    /// What the queue wants.
    private final class Owner implements SchedulerOwner {

        @Override
        public void happened(Change change) {
            recorder.add(change);
        }

        @Override
        public void before(Change.Starting change, Runnable then) {
            recorder.before(change, then);
        }

        @Override
        public void looks(JobView view) {
            tracking.looks(view);
        }
    }

    /// What becomes of the membership.
    private final class Member implements Membership.Member {

        @Override
        public void joined() {
            committer.open();
            look();
        }

        @Override
        public void recovered() {
            if (!recovered) {
                recovered = true;
                Duration took = Duration.ofNanos(timers.nanos() - startedNanos);
                listeners.intake().accept(new IntakeEvent.Started(took));
                whenReady.run();
            }
            look();
        }

        @Override
        public void gate(boolean open) {
            scheduler.gate(open && !stopping);
            readiness = new Readiness(loaded, membership.joined(), recovered, open, stopping);
        }

        @Override
        public void taken(List<Replicas.TakenJob> taken, Runnable added) {
            int[] left = {taken.size()};
            arrivals.arrived(
                    taken.stream()
                            .map(one ->
                                    new Arrivals.Known(
                                            one.job().chain(),
                                            one.seq(),
                                            () -> {
                                                try {
                                                    enter(one);
                                                } finally {
                                                    if (--left[0] == 0) {
                                                        added.run();
                                                    }
                                                }
                                            }))
                            .toList());
        }

        private void enter(Replicas.TakenJob taken) {
            if (membership.joined()) {
                scheduler.add(QueuedJob.of(taken));
            }
        }

        /// What happened is told to the journal first, which keeps the attempts for the history.
        @Override
        public void lost(Runnable forgotten) {
            arrivals.open();
            scheduler.discard();
            tracking.forgetUnfinished();
            look();
            committer.close(() -> replays.drop(() -> recorder.drained(forgotten)));
        }
    }

    /// What decides whether requests are taken.
    private final class Desk implements Submissions.Gatekeeper {

        @Override
        public Optional<Submissions.Closed> closed() {
            if (stopping) {
                return closed(Reason.SHUTDOWN, "the service is stopping");
            }
            if (!loaded || !recovered) {
                return closed(Reason.STARTING, "the service is starting");
            }
            if (!membership.joined()) {
                return closed(Reason.JOURNAL, "the replica joins the journal again");
            }
            if (recorder.full()) {
                return closed(Reason.JOURNAL, "too much waits to be written down");
            }
            return Optional.empty();
        }

        private Optional<Submissions.Closed> closed(Reason reason, String detail) {
            return Optional.of(new Submissions.Closed(reason, detail));
        }

        @Override
        public boolean working() {
            return membership.joined();
        }

        @Override
        public TargetSet targets() {
            return targets;
        }
    }

    /// The journal; before its answers are looked at, the age of the last heartbeat is.
    private final class CheckedJournal implements Journal {

        private final Journal journal;

        CheckedJournal(Journal journal) {
            this.journal = journal;
        }

        @Override
        public void append(List<Submission> group, Consumer<Outcome<List<Appended>>> done) {
            journal.append(group, checked(done));
        }

        @Override
        public void used(
                String principal, Submission.Key key, Consumer<Outcome<Optional<Appended>>> done) {
            journal.used(principal, key, checked(done));
        }

        @Override
        public void record(List<Change> batch, Consumer<Outcome<List<Boolean>>> done) {
            journal.record(batch, checked(done));
        }

        private <T> Consumer<Outcome<T>> checked(Consumer<Outcome<T>> done) {
            return outcome -> {
                membership.check();
                done.accept(outcome);
            };
        }
    }

    /// Timers that know how old the last heartbeat is before anything is done.
    private final class CheckedTimers implements Timers {

        @Override
        public long nanos() {
            return timers.nanos();
        }

        @Override
        public Instant now() {
            return timers.now();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return timers.after(
                    delay,
                    () -> {
                        membership.check();
                        task.run();
                    });
        }
    }
}
