package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.alert.Priorities;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.intake.IntakeEvent.Reason;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.journal.Appended;
import dev.pairplane.publishing.core.journal.Committer;
import dev.pairplane.publishing.core.journal.Journal;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.core.queue.Admission;
import dev.pairplane.publishing.core.queue.QueuedJob;
import dev.pairplane.publishing.core.queue.Scheduler;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The way of a submission: which targets it is for, whether there is room, the journal, the queue,
/// the answer. Nothing is kept of one that is refused.
///
/// A caller waits a limited time for the journal. What is committed later is delivered all the
/// same, because it is stored; the caller has been told that this may be.
///
/// Used on the serial executor only.
final class Submissions {

    private static final Duration BACKLOG_RETRY = Duration.ofSeconds(30);

    private final PublishingSettings.Intake settings;
    private final Timers timers;
    private final Scheduler scheduler;
    private final Committer committer;
    private final Journal journal;
    private final Arrivals arrivals;
    private final Supplier<UUID> ids;
    private final Gatekeeper gatekeeper;
    private final Consumer<IntakeEvent> events;

    /// Keys of requests whose outcome is not known, and who waits for it.
    private final Map<KeyId, List<Request>> inFlight = new HashMap<>();

    private int waiters;

    private record KeyId(String principal, String key) {}

    /// A request until it is answered, and beyond if the journal is late.
    private final class Request {
        final SubmitRequest asked;
        private final Consumer<SubmitResult> answer;
        private final long since = timers.nanos();
        private Optional<Timers.Timer> deadline = Optional.empty();
        private boolean answered;

        Request(SubmitRequest asked, Consumer<SubmitResult> answer) {
            this.asked = asked;
            this.answer = answer;
        }

        Optional<KeyId> key() {
            return asked.key().map(key -> new KeyId(asked.principal(), key.text()));
        }

        /// Answers that the journal did not, unless something else comes before.
        void within(Duration time) {
            deadline =
                    Optional.of(
                            timers.after(
                                    time,
                                    () ->
                                            unavailable(
                                                    Reason.JOURNAL,
                                                    "the journal did not answer in time; it may"
                                                            + " be delivered all the same")));
        }

        void accept(Submission.Accepted accepted, boolean repeated) {
            if (!answered) {
                answered();
                Duration took = Duration.ofNanos(timers.nanos() - since);
                int jobs = repeated ? 0 : accepted.jobs().size();
                events.accept(new IntakeEvent.Accepted(accepted.tier(), jobs, repeated, took));
                answer.accept(new SubmitResult.Accepted(accepted, repeated));
            } else if (!repeated) {
                events.accept(new IntakeEvent.CommittedLate(accepted.jobs().size()));
            }
        }

        void refuse(Reason reason, SubmitResult result) {
            if (!answered) {
                answered();
                events.accept(new IntakeEvent.Refused(reason));
                answer.accept(result);
            }
        }

        private void answered() {
            answered = true;
            deadline.ifPresent(Timers.Timer::cancel);
        }

        void unavailable(Reason reason, String detail) {
            refuse(reason, new SubmitResult.Unavailable(reason.label(), detail));
        }
    }

    /// What else decides whether a request is taken.
    interface Gatekeeper {

        /// Why nothing is taken at present; empty when it is.
        Optional<Closed> closed();

        /// Whether what is committed now is this replica's to work.
        boolean working();

        TargetSet targets();
    }

    /// @param reason [Reason#STARTING], [Reason#SHUTDOWN] or [Reason#JOURNAL]
    record Closed(Reason reason, String detail) {}

    Submissions(
            PublishingSettings.Intake settings,
            Timers timers,
            Scheduler scheduler,
            Committer committer,
            Journal journal,
            Arrivals arrivals,
            Supplier<UUID> ids,
            Gatekeeper gatekeeper,
            Consumer<IntakeEvent> events) {
        this.settings = settings;
        this.timers = timers;
        this.scheduler = scheduler;
        this.committer = committer;
        this.journal = journal;
        this.arrivals = arrivals;
        this.ids = ids;
        this.gatekeeper = gatekeeper;
        this.events = events;
    }

    void submit(SubmitRequest asked, Consumer<SubmitResult> answer) {
        take(new Request(asked, answer));
    }

    private void take(Request request) {
        Optional<Closed> closed = gatekeeper.closed();
        if (closed.isPresent()) {
            request.unavailable(closed.orElseThrow().reason(), closed.orElseThrow().detail());
            return;
        }
        Optional<List<Request>> before = request.key().map(inFlight::get);
        if (before.isPresent()) {
            await(request, before.orElseThrow());
            return;
        }
        Optional<List<Target>> wanted = wanted(request);
        if (wanted.isPresent() && fits(request, wanted.orElseThrow())) {
            admit(request, wanted.orElseThrow());
        }
    }

    /// Waits for the end of a request with the same key.
    private void await(Request request, List<Request> line) {
        Duration left = settings.keyWait().minusNanos(timers.nanos() - request.since);
        if (waiters >= settings.keyWaiters() || !left.isPositive()) {
            request.refuse(Reason.KEY_IN_FLIGHT, new SubmitResult.KeyInFlight());
            return;
        }
        waiters++;
        line.add(request);
        timers.after(
                left,
                () -> {
                    if (line.remove(request)) {
                        waiters--;
                        request.refuse(Reason.KEY_IN_FLIGHT, new SubmitResult.KeyInFlight());
                    }
                });
    }

    /// Which targets it is for; empty when it has been refused.
    private Optional<List<Target>> wanted(Request request) {
        TargetSet targets = gatekeeper.targets();
        if (request.asked.target().isEmpty()) {
            if (targets.enabled().isEmpty()) {
                refuse(request, Reason.METRICS_ONLY, new SubmitResult.MetricsOnly());
                return Optional.empty();
            }
            return Optional.of(targets.enabled());
        }
        String name = request.asked.target().orElseThrow();
        Optional<Target> target = targets.find(name);
        if (target.isEmpty()) {
            refuse(request, Reason.UNKNOWN_TARGET, new SubmitResult.UnknownTarget(name));
            return Optional.empty();
        }
        if (!target.orElseThrow().enabled()) {
            refuse(request, Reason.TARGET_DISABLED, new SubmitResult.TargetDisabled(name));
            return Optional.empty();
        }
        return Optional.of(List.of(target.orElseThrow()));
    }

    /// Refuses what some target would never take: half a broadcast is none.
    private boolean fits(Request request, List<Target> wanted) {
        for (Target target : wanted) {
            if (request.asked.alert().size() > target.maxBody()) {
                refuse(
                        request,
                        Reason.TOO_LARGE,
                        new SubmitResult.TooLarge(target.name(), target.maxBody()));
                return false;
            }
        }
        return true;
    }

    /// Refuses what would not be taken now, unless it was taken before: a repeat gets the first
    /// answer, whatever has become of its targets since.
    private void refuse(Request request, Reason reason, SubmitResult result) {
        Optional<Submission.Key> key = request.asked.key();
        if (key.isEmpty()) {
            request.refuse(reason, result);
            return;
        }
        request.within(settings.answerWithin());
        journal.used(
                request.asked.principal(),
                key.orElseThrow(),
                outcome -> {
                    switch (outcome) {
                        case Outcome.Done<Optional<Appended>>(Optional<Appended> before) ->
                                before.ifPresentOrElse(
                                        appended -> answer(request, appended),
                                        () -> request.refuse(reason, result));
                        case Outcome.Failed<Optional<Appended>>(String why) ->
                                request.unavailable(Reason.JOURNAL, why);
                        case Outcome.Unknown<Optional<Appended>>(String why) ->
                                request.unavailable(Reason.JOURNAL, why);
                    }
                });
    }

    private void admit(Request request, List<Target> wanted) {
        Tier tier = Priorities.of(request.asked.alert());
        boolean named = request.asked.target().isPresent();
        switch (scheduler.admit(tier, wanted, named, request.asked.alert().size())) {
            case Admission.Full(String what, Duration retryAfter) ->
                    request.refuse(Reason.FULL, new SubmitResult.Full(what, retryAfter));
            case Admission.Admitted admitted -> {
                if (admitted.targets().isEmpty()) {
                    scheduler.giveBack(admitted);
                    String first = admitted.skipped().getFirst().target();
                    request.refuse(Reason.FULL, new SubmitResult.Full(first, BACKLOG_RETRY));
                } else {
                    store(request, admitted);
                }
            }
        }
    }

    private void store(Request request, Admission.Admitted admitted) {
        Submission submission = submission(request.asked, admitted);
        Arrivals.Call call =
                arrivals.begin(
                        submission.jobs().stream()
                                .map(Job::chain)
                                .collect(Collectors.toCollection(LinkedHashSet::new)));
        boolean room =
                committer.submit(
                        submission, outcome -> ended(request, submission, admitted, call, outcome));
        if (!room) {
            arrivals.end(call, List.of());
            scheduler.giveBack(admitted);
            request.unavailable(Reason.JOURNAL, "too many submissions wait for the journal");
            return;
        }
        request.key().ifPresent(key -> inFlight.put(key, new ArrayList<>()));
        request.within(settings.answerWithin());
    }

    private Submission submission(SubmitRequest asked, Admission.Admitted admitted) {
        UUID id = ids.get();
        Instant now = timers.now();
        List<Job> jobs =
                admitted.targets().stream()
                        .map(target -> job(id, asked, admitted.tier(), target, now))
                        .toList();
        return new Submission(
                id, asked.principal(), asked.key(), admitted.tier(), now, jobs, admitted.skipped());
    }

    private Job job(UUID submission, SubmitRequest asked, Tier tier, Target target, Instant now) {
        return new Job(
                ids.get(),
                submission,
                asked.alert(),
                target.name(),
                target.type().label(),
                tier,
                target.maxRetries().orElse(settings.maxRetries()),
                now,
                Optional.empty(),
                asked.requestId(),
                asked.traceparent());
    }

    private void ended(
            Request request,
            Submission submission,
            Admission.Admitted admitted,
            Arrivals.Call call,
            Outcome<Appended> outcome) {
        try {
            if (outcome
                            instanceof
                            Outcome.Done<Appended>(Appended.Stored(List<Appended.Place> places))
                    && gatekeeper.working()) {
                work(submission, admitted, places, call);
            } else {
                // Not stored; or stored, and another replica takes it because this one is no
                // member.
                scheduler.giveBack(admitted);
                arrivals.end(call, List.of());
            }
        } finally {
            // Whatever the queue does: what is committed is accepted.
            answer(request, submission, outcome);
            request.key().map(inFlight::remove).ifPresent(this::wake);
        }
    }

    private void answer(Request request, Submission submission, Outcome<Appended> outcome) {
        switch (outcome) {
            case Outcome.Done<Appended>(Appended.Stored _) ->
                    request.accept(submission.accepted(), false);
            case Outcome.Done<Appended>(Appended appended) -> answer(request, appended);
            case Outcome.Failed<Appended>(String why) -> request.unavailable(Reason.JOURNAL, why);
            case Outcome.Unknown<Appended>(String why) -> request.unavailable(Reason.JOURNAL, why);
        }
    }

    private void answer(Request request, Appended appended) {
        switch (appended) {
            case Appended.Stored _ -> throw new IllegalArgumentException("it is no earlier one");
            case Appended.Repeated(Submission.Accepted first) -> request.accept(first, true);
            case Appended.KeyReused _ ->
                    request.refuse(Reason.KEY_REUSED, new SubmitResult.KeyReused());
            case Appended.Rejected(String why) ->
                    request.refuse(Reason.REJECTED, new SubmitResult.Rejected(why));
        }
    }

    /// Puts the jobs into the queue, each in its turn, except those that another replica works.
    private void work(
            Submission submission,
            Admission.Admitted admitted,
            List<Appended.Place> places,
            Arrivals.Call call) {
        List<Arrivals.Known> known = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            Appended.Place place = places.get(i);
            if (place.ours()) {
                QueuedJob job = QueuedJob.fresh(submission.jobs().get(i), place.seq());
                known.add(new Arrivals.Known(job.job().chain(), place.seq(), () -> enter(job)));
            }
        }
        scheduler.giveBack(admitted);
        arrivals.end(call, known);
    }

    private void enter(QueuedJob job) {
        if (gatekeeper.working()) {
            scheduler.addAccepted(job);
        }
    }

    /// Those who waited go on; the first of them is before the others again.
    private void wake(List<Request> line) {
        waiters -= line.size();
        List<Request> woken = List.copyOf(line);
        line.clear();
        woken.forEach(this::take);
    }
}
