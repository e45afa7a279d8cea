package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.intake.IntakeEvent.Reason;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.journal.RepeatPause;
import dev.pairplane.publishing.core.queue.Admission;
import dev.pairplane.publishing.core.queue.QueuedJob;
import dev.pairplane.publishing.core.queue.Scheduler;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The way of a dead letter that is sent again: look it up, check its target and the room, store
/// the new job. A call whose answer was lost is repeated with the same job until the store says
/// what became of it, for the job may be this replica's; its caller waits a limited time.
///
/// Used on the serial executor only.
final class Replays {

    private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

    /// How late a call whose answer was lost may still take effect: twice what the store allows a
    /// statement.
    private static final long DOUBT_NANOS = Duration.ofSeconds(10).toNanos();

    private final PublishingSettings.Intake settings;
    private final RepeatPause repeat;
    private final Timers timers;
    private final Executor serial;
    private final Scheduler scheduler;
    private final Arrivals arrivals;
    private final DeadLetters deadLetters;
    private final Supplier<UUID> ids;
    private final Submissions.Gatekeeper gatekeeper;
    private final Consumer<IntakeEvent> events;

    private final Set<Replay> underWay = new LinkedHashSet<>();
    private final List<Runnable> whenQuiet = new ArrayList<>();

    /// @param id of the letter
    record Asked(UUID id, Optional<String> target, String by, String requestId, boolean force) {}

    private final class Replay {
        final Asked asked;
        private final Consumer<ReplayResult> answer;
        private final Timers.Timer deadline;
        private boolean answered;

        /// Set once a job was made.
        @Nullable Job job;

        Admission.@Nullable Admitted admitted;
        Arrivals.@Nullable Call call;
        List<Arrivals.Known> known = List.of();
        boolean calling;
        boolean doubtful;
        long doubtNanos;
        boolean dropped;
        int failures;

        Replay(Asked asked, Consumer<ReplayResult> answer) {
            this.asked = asked;
            this.answer = answer;
            deadline =
                    timers.after(
                            settings.answerWithin(),
                            () -> answer(unavailable("the store did not answer in time")));
        }

        void answer(ReplayResult result) {
            if (!answered) {
                answered = true;
                deadline.cancel();
                events.accept(new IntakeEvent.ReplayAnswered(result));
                answer.accept(result);
            }
        }

        /// Ends it: what was kept for it is free.
        void end(ReplayResult result) {
            Admission.Admitted kept = admitted;
            if (kept != null) {
                scheduler.giveBack(kept);
            }
            Arrivals.Call begun = call;
            if (begun != null) {
                arrivals.end(begun, known);
            }
            underWay.remove(this);
            answer(result);
            quiet();
        }
    }

    Replays(
            PublishingSettings settings,
            Timers timers,
            Executor serial,
            Scheduler scheduler,
            Arrivals arrivals,
            DeadLetters deadLetters,
            Supplier<UUID> ids,
            Submissions.Gatekeeper gatekeeper,
            Consumer<IntakeEvent> events) {
        this.settings = settings.intake();
        this.repeat = settings.committer().repeat();
        this.timers = timers;
        this.serial = serial;
        this.scheduler = scheduler;
        this.arrivals = arrivals;
        this.deadLetters = deadLetters;
        this.ids = ids;
        this.gatekeeper = gatekeeper;
        this.events = events;
    }

    void replay(Asked asked, Consumer<ReplayResult> answer) {
        Optional<Submissions.Closed> closed = gatekeeper.closed();
        if (closed.isPresent()) {
            refuse(
                    answer,
                    new ReplayResult.Unavailable(
                            closed.orElseThrow().reason().label(), closed.orElseThrow().detail()));
        } else if (underWay.size() >= settings.replays()) {
            refuse(answer, new ReplayResult.Full("replays", BUSY_RETRY));
        } else {
            Replay replay = new Replay(asked, answer);
            underWay.add(replay);
            deadLetters.find(asked.id(), outcome -> serial.execute(() -> found(replay, outcome)));
        }
    }

    /// Gives up what is in doubt: if it is stored, then under an identity that this replica is
    /// about to leave.
    ///
    /// @param quiet called when no call is under way any more; at once if there is none
    void drop(Runnable quiet) {
        for (Replay replay : List.copyOf(underWay)) {
            replay.dropped = true;
            if (replay.job != null && !replay.calling) {
                replay.end(unavailable("the replica has lost its identity"));
            }
        }
        drained(quiet);
    }

    /// Calls back when none is under way; at once if so.
    void drained(Runnable then) {
        whenQuiet.add(then);
        quiet();
    }

    private void quiet() {
        if (underWay.isEmpty()) {
            List<Runnable> told = List.copyOf(whenQuiet);
            whenQuiet.clear();
            told.forEach(Runnable::run);
        }
    }

    private void refuse(Consumer<ReplayResult> answer, ReplayResult result) {
        events.accept(new IntakeEvent.ReplayAnswered(result));
        answer.accept(result);
    }

    private void found(Replay replay, Outcome<Optional<DeadLetter>> outcome) {
        switch (outcome) {
            case Outcome.Done<Optional<DeadLetter>>(Optional<DeadLetter> letter) -> {
                if (letter.isEmpty()) {
                    replay.end(new ReplayResult.Missing());
                } else {
                    check(replay, letter.orElseThrow());
                }
            }
            case Outcome.Failed<Optional<DeadLetter>>(String why) -> replay.end(unavailable(why));
            case Outcome.Unknown<Optional<DeadLetter>>(String why) -> replay.end(unavailable(why));
        }
    }

    private void check(Replay replay, DeadLetter letter) {
        if (replay.answered || replay.dropped) {
            replay.end(unavailable("the store answered too late"));
            return;
        }
        String name = replay.asked.target().orElse(letter.target());
        Optional<Target> target = gatekeeper.targets().find(name).filter(Target::enabled);
        if (target.isEmpty()) {
            replay.end(new ReplayResult.TargetUnavailable(name));
            return;
        }
        if (letter.alert().isEmpty()) {
            replay.end(new ReplayResult.Unreadable());
            return;
        }
        EnrichedAlert alert = letter.alert().orElseThrow();
        switch (scheduler.admit(letter.tier(), List.of(target.orElseThrow()), true, alert.size())) {
            case Admission.Full(String what, Duration retryAfter) ->
                    replay.end(new ReplayResult.Full(what, retryAfter));
            case Admission.Admitted admitted -> {
                replay.admitted = admitted;
                Job job = job(replay.asked, letter, alert, target.orElseThrow());
                replay.job = job;
                replay.call = arrivals.begin(Set.of(job.chain()));
                call(replay, job);
            }
        }
    }

    private Job job(Asked asked, DeadLetter letter, EnrichedAlert alert, Target target) {
        return new Job(
                ids.get(),
                letter.submissionId(),
                alert,
                target.name(),
                target.type().label(),
                letter.tier(),
                target.maxRetries().orElse(settings.maxRetries()),
                timers.now(),
                Optional.of(letter.id()),
                asked.requestId(),
                Optional.empty());
    }

    private void call(Replay replay, Job job) {
        replay.calling = true;
        Asked asked = replay.asked;
        deadLetters.replay(
                asked.id(),
                job,
                asked.by(),
                asked.force(),
                outcome -> serial.execute(() -> stored(replay, job, outcome)));
    }

    private void stored(Replay replay, Job job, Outcome<DeadLetters.ReplayOutcome> outcome) {
        replay.calling = false;
        switch (outcome) {
            case Outcome.Done<DeadLetters.ReplayOutcome>(DeadLetters.ReplayOutcome what) ->
                    decided(replay, job, what);
            case Outcome.Failed<DeadLetters.ReplayOutcome>(String why) -> failed(replay, job, why);
            case Outcome.Unknown<DeadLetters.ReplayOutcome>(String why) -> {
                replay.doubtful = true;
                replay.doubtNanos = timers.nanos();
                failed(replay, job, why);
            }
        }
    }

    private void failed(Replay replay, Job job, String why) {
        if (replay.doubtful && !replay.dropped) {
            replay.failures++;
            timers.after(
                    repeat.after(replay.failures),
                    () -> {
                        if (underWay.contains(replay)) {
                            call(replay, job);
                        }
                    });
        } else {
            replay.end(unavailable(why));
        }
    }

    private void decided(Replay replay, Job job, DeadLetters.ReplayOutcome what) {
        switch (what) {
            case DeadLetters.ReplayOutcome.Replayed(long seq, boolean ours) ->
                    replayed(replay, job, seq, ours);
            case DeadLetters.ReplayOutcome.Missing _ ->
                    refused(replay, job, new ReplayResult.Missing());
            case DeadLetters.ReplayOutcome.AlreadyReplayed(Optional<UUID> by) ->
                    refused(replay, job, new ReplayResult.AlreadyReplayed(by));
            case DeadLetters.ReplayOutcome.Superseded _ ->
                    refused(replay, job, new ReplayResult.Superseded());
        }
    }

    private void replayed(Replay replay, Job job, long seq, boolean ours) {
        Admission.Admitted kept = replay.admitted;
        if (kept != null && ours && gatekeeper.working()) {
            replay.admitted = null;
            replay.known =
                    List.of(new Arrivals.Known(job.chain(), seq, () -> enter(kept, job, seq)));
        }
        replay.end(new ReplayResult.Replayed(job.id(), replay.asked.id()));
    }

    private void enter(Admission.Admitted kept, Job job, long seq) {
        if (gatekeeper.working()) {
            scheduler.add(kept, List.of(QueuedJob.fresh(job, seq)));
        } else {
            scheduler.giveBack(kept);
        }
    }

    /// A refusal says nothing of a call before it that may still take effect.
    private void refused(Replay replay, Job job, ReplayResult result) {
        if (replay.doubtful && timers.nanos() - replay.doubtNanos < DOUBT_NANOS) {
            failed(replay, job, "it is refused, and an answer before was lost");
        } else {
            replay.end(result);
        }
    }

    private static ReplayResult unavailable(String why) {
        return new ReplayResult.Unavailable(Reason.JOURNAL.label(), why);
    }
}
