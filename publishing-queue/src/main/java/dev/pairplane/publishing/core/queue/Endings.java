package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.retry.Reason;
import dev.pairplane.publishing.core.retry.Verdict;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Ends jobs: says so to the owner first, then lets those go on that waited for them.
final class Endings {
    private static final int MESSAGE_LENGTH = 4_096;
    private static final int ERROR_LENGTH = 1_024;

    private final Timers timers;
    private final AlarmClock clock;
    private final Capacity capacity;
    private final Backlog backlog;
    private final Figures figures;
    private final Supplier<UUID> ids;
    private final SchedulerOwner owner;
    private final Consumer<QueueEvent> listener;

    Endings(
            Timers timers,
            AlarmClock clock,
            Capacity capacity,
            Backlog backlog,
            Figures figures,
            Supplier<UUID> ids,
            SchedulerOwner owner,
            Consumer<QueueEvent> listener) {
        this.timers = timers;
        this.clock = clock;
        this.capacity = capacity;
        this.backlog = backlog;
        this.figures = figures;
        this.ids = ids;
        this.owner = owner;
        this.listener = listener;
    }

    /// What is written down of an attempt.
    static Attempt attempt(Flight flight, Duration duration, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Delivered(var status) ->
                    new Attempt(
                            flight.number,
                            flight.startedAt,
                            duration,
                            "delivered",
                            OptionalInt.of(status),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            false);
            case Verdict.GiveUp(var failure, _) -> failed(flight, duration, failure);
            case Verdict.Retry(var failure, _, _, _) -> failed(flight, duration, failure);
            case Verdict.Withdrawn(var written) ->
                    new Attempt(
                            flight.number,
                            flight.startedAt,
                            duration,
                            Reason.CANCELLED.label(),
                            OptionalInt.empty(),
                            Optional.of(ErrorType.TRANSIENT),
                            Optional.of("given up by this service"),
                            Optional.empty(),
                            written);
        };
    }

    private static Attempt failed(Flight flight, Duration duration, Verdict.Failure failure) {
        return new Attempt(
                flight.number,
                flight.startedAt,
                duration,
                failure.reason().label(),
                failure.status(),
                Optional.of(failure.type()),
                Optional.of(cut(failure.message(), ERROR_LENGTH)),
                failure.retryAfter(),
                failure.ambiguous());
    }

    void delivered(JobEntry entry, Attempt attempt) {
        var now = timers.now();
        figures.completed();
        owner.happened(new Change.Succeeded(entry.job, entry.fence, entry.attempts, attempt, now));
        listener.accept(
                new QueueEvent.Delivered(
                        entry.job, entry.attempts, Duration.between(entry.job.createdAt(), now)));
        finish(entry, Views.delivered(entry, now));
    }

    /// A job that waits and need not be sent any more.
    void collapsed(JobEntry entry) {
        var now = timers.now();
        backlog.unpark(entry);
        figures.collapsed();
        owner.happened(new Change.Collapsed(entry.job, entry.fence, now));
        listener.accept(new QueueEvent.Collapsed(entry.job));
        finish(entry, Views.collapsed(entry, now));
    }

    void permanent(JobEntry entry, Verdict.Failure failure, Attempt attempt, Target target) {
        giveUp(entry, "permanent", failure, attempt, target);
    }

    void exhausted(JobEntry entry, Verdict.Failure failure, Attempt attempt, Target target) {
        giveUp(entry, "exhausted", failure, attempt, target);
    }

    /// A job that waits, and has for too long.
    void expired(JobEntry entry) {
        var why = Views.deferred(entry).map(reason -> ": " + reason).orElse("");
        backlog.unpark(entry);
        giveUp(
                entry,
                "expired",
                ErrorType.TRANSIENT,
                "waited too long" + why,
                OptionalInt.empty(),
                Optional.empty(),
                entry.lane.lastKnown());
    }

    /// A job that is too old to be tried again.
    void expired(JobEntry entry, Attempt attempt, Target target) {
        giveUp(
                entry,
                "expired",
                ErrorType.TRANSIENT,
                "too old to be tried again; last: " + attempt.error().orElse(attempt.outcome()),
                attempt.status(),
                Optional.of(attempt),
                Optional.of(target));
    }

    /// A job that waits for a target that is gone.
    void targetRemoved(JobEntry entry) {
        backlog.unpark(entry);
        giveUp(
                entry,
                "target_removed",
                ErrorType.PERMANENT,
                "target removed: " + entry.lane.name,
                OptionalInt.empty(),
                Optional.empty(),
                entry.lane.lastKnown());
    }

    /// A job that has just come, and is not tried again.
    void poisoned(JobEntry entry, int losses) {
        giveUp(
                entry,
                "poisoned",
                ErrorType.UNKNOWN,
                "replicas died in " + losses + " attempts of this job in a row",
                OptionalInt.empty(),
                Optional.empty(),
                entry.lane.lastKnown());
    }

    private void giveUp(
            JobEntry entry,
            String reason,
            Verdict.Failure failure,
            Attempt attempt,
            Target target) {
        giveUp(
                entry,
                reason,
                failure.type(),
                failure.message(),
                failure.status(),
                Optional.of(attempt),
                Optional.of(target));
    }

    private void giveUp(
            JobEntry entry,
            String reason,
            ErrorType type,
            String message,
            OptionalInt status,
            Optional<Attempt> attempt,
            Optional<Target> target) {
        var now = timers.now();
        var id = ids.get();
        var shown = cut(message, MESSAGE_LENGTH);
        figures.failed();
        owner.happened(
                new Change.DeadLettered(
                        entry.job,
                        entry.fence,
                        entry.attempts,
                        id,
                        reason,
                        type,
                        shown,
                        status,
                        attempt,
                        entry.log(),
                        target.map(Endings::show),
                        now));
        listener.accept(
                new QueueEvent.GivenUp(
                        entry.job,
                        id,
                        reason,
                        type,
                        entry.attempts,
                        shown,
                        Duration.between(entry.job.createdAt(), now)));
        finish(entry, Views.failed(entry, now, id, type, shown));
    }

    private void finish(JobEntry entry, JobView view) {
        capacity.ended(entry.job.tier(), clock.now());
        List<JobEntry> freed = backlog.remove(entry);
        owner.looks(view);
        var now = timers.now();
        for (JobEntry later : freed) {
            owner.looks(
                    Views.unfinished(later, now, Duration.ofNanos(later.notBefore - clock.now())));
        }
    }

    private static Change.ShownTarget show(Target target) {
        return new Change.ShownTarget(
                target.name(),
                target.type().label(),
                target.format().label(),
                target.shownUrl(),
                target.generation());
    }

    /// Shortens a text without cutting a character in two.
    static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = length - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
                + "…";
    }
}
