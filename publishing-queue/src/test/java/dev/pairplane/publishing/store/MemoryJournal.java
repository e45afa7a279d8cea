package dev.pairplane.publishing.store;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.journal.Appended;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.journal.Journal;
import dev.pairplane.publishing.core.journal.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// One replica's way to the journal.
final class MemoryJournal implements Journal {

    private static final Duration KEYS_BIND = Duration.ofHours(24);

    private final MemoryStore.Replica replica;
    private final MemoryTables tables;
    private final MemoryReplicas members;

    MemoryJournal(MemoryStore.Replica replica, MemoryTables tables, MemoryReplicas members) {
        this.replica = replica;
        this.tables = tables;
        this.members = members;
    }

    @Override
    public void append(List<Submission> group, Consumer<Outcome<List<Appended>>> done) {
        var copy = List.copyOf(group);
        var me = replica.member().id;
        replica.call(
                Faults.Call.APPEND,
                () ->
                        members.lives(me)
                                ? new Outcome.Done<>(
                                        copy.stream().map(each -> append(each, me)).toList())
                                : new Outcome.Failed<>(MemoryReplicas.DEAD),
                done);
    }

    private Appended append(Submission submission, UUID me) {
        if (tables.stored(submission.id())) {
            return new Appended.Stored(
                    submission.jobs().stream().map(job -> tables.place(job.id(), me)).toList());
        }
        if (hasNul(submission)) {
            return new Appended.Rejected("a text has a NUL");
        }
        if (submission.key().isPresent()) {
            var key = submission.key().orElseThrow();
            var used = used(submission.principal(), key);
            if (used.isPresent()) {
                return used.orElseThrow();
            }
            tables.keys()
                    .put(
                            new MemoryTables.KeyId(submission.principal(), key.text()),
                            new MemoryTables.KeyRow(
                                    key.bodySha256(), submission.accepted(), replica.nanos()));
        }
        tables.keep(submission);
        submission.jobs().forEach(job -> tables.insert(job, me, replica.nanos(), Optional.empty()));
        return new Appended.Stored(
                submission.jobs().stream().map(job -> tables.place(job.id(), me)).toList());
    }

    private Optional<Appended> used(String principal, Submission.Key key) {
        var known = tables.keys().get(new MemoryTables.KeyId(principal, key.text()));
        if (known == null || replica.nanos() - known.at() >= KEYS_BIND.toNanos()) {
            return Optional.empty();
        }
        return Optional.of(
                known.bodySha256().equals(key.bodySha256())
                        ? new Appended.Repeated(known.first())
                        : new Appended.KeyReused());
    }

    @Override
    public void used(
            String principal, Submission.Key key, Consumer<Outcome<Optional<Appended>>> done) {
        replica.call(Faults.Call.USED, () -> new Outcome.Done<>(used(principal, key)), done);
    }

    private static boolean hasNul(Submission submission) {
        return submission.principal().indexOf(0) >= 0
                || submission.key().map(key -> key.text().indexOf(0) >= 0).orElse(false)
                || submission.jobs().stream()
                        .anyMatch(job ->
                                job.target().indexOf(0) >= 0
                                        || job.requestId().indexOf(0) >= 0
                                        || job.alert().alert().fingerprint().indexOf(0) >= 0);
    }

    @Override
    public void record(List<Change> batch, Consumer<Outcome<List<Boolean>>> done) {
        var copy = List.copyOf(batch);
        var me = replica.member().id;
        replica.call(
                Faults.Call.RECORD,
                () -> {
                    var applied = new ArrayList<Boolean>();
                    copy.forEach(change -> applied.add(apply(change, me)));
                    return new Outcome.Done<>(List.copyOf(applied));
                },
                done);
    }

    private boolean apply(Change change, UUID me) {
        change.attempt().ifPresent(attempt -> tables.attempt(change.job().id(), attempt));
        var found =
                tables.row(change.job().id())
                        .filter(row -> row.fence == change.fence() && me.equals(row.owner))
                        .filter(_ -> members.lives(me));
        if (found.isEmpty()) {
            return false;
        }
        var row = found.orElseThrow();
        change.attempt().ifPresent(row::saw);
        switch (change) {
            case Change.Starting _ -> row.state = JobState.PROCESSING;
            case Change.Retrying retrying -> {
                row.state = JobState.RETRYING;
                row.attempts = retrying.attempts();
                row.nextAttempt = replica.nanos() + retrying.delay().toNanos();
            }
            case Change.Succeeded succeeded -> {
                row.attempts = succeeded.attempts();
                row.lastStatus = succeeded.made().status();
                tables.remove(row);
                tables.history()
                        .put(
                                row.job.id(),
                                new MemoryTables.Ended(
                                        row, JobState.SUCCEEDED, succeeded.finishedAt()));
                settle(row.job, "success");
            }
            case Change.Collapsed collapsed -> {
                row.attempts = 0;
                tables.remove(row);
                tables.history()
                        .put(
                                row.job.id(),
                                new MemoryTables.Ended(
                                        row, JobState.COLLAPSED, collapsed.finishedAt()));
                settle(row.job, "failed");
            }
            case Change.DeadLettered dead -> {
                row.attempts = dead.attempts();
                tables.remove(row);
                settle(row.job, "failed");
                bury(row, dead);
            }
        }
        return true;
    }

    private void bury(MemoryTables.JobRow row, Change.DeadLettered dead) {
        Job job = row.job;
        Optional<Instant> lastRetry =
                dead.attempts() > 1 ? dead.attempt().map(Attempt::startedAt) : Optional.empty();
        tables.letters()
                .put(
                        dead.deadLetterId(),
                        new MemoryTables.Letter(
                                new DeadLetter(
                                        dead.deadLetterId(),
                                        job.id(),
                                        job.submissionId(),
                                        job.alert().alert().fingerprint(),
                                        job.target(),
                                        job.targetType(),
                                        Optional.of(job.alert()),
                                        dead.shownTarget(),
                                        job.tier(),
                                        dead.reason(),
                                        dead.errorType(),
                                        dead.message(),
                                        dead.status(),
                                        Math.max(0, dead.attempts() - 1),
                                        dead.log(),
                                        job.createdAt(),
                                        dead.failedAt(),
                                        lastRetry,
                                        DeadLetter.Replays.NONE),
                                row));
    }

    /// Tells the letter that a job had sent again how that ended.
    private void settle(Job job, String result) {
        if (job.replayOf().isEmpty()) {
            return;
        }
        var origin = tables.letters().get(job.replayOf().orElseThrow());
        if (origin == null) {
            return;
        }
        var replays = origin.shown().replays();
        if (replays.jobId().equals(Optional.of(job.id()))) {
            tables.letters()
                    .put(
                            origin.shown().id(),
                            origin.with(
                                    new DeadLetter.Replays(
                                            replays.count(),
                                            replays.lastAt(),
                                            Optional.of(result),
                                            replays.jobId(),
                                            replays.by())));
        }
    }
}
