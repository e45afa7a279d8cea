package dev.pairplane.publishing.store;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.journal.Appended;
import dev.pairplane.publishing.core.journal.Submission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the store keeps. Tests may look; only the store's own classes write.
public final class MemoryTables {

    /// Unfinished jobs by number.
    private final TreeMap<Long, JobRow> jobs = new TreeMap<>();

    private final Map<UUID, JobRow> byId = new HashMap<>();
    private final Map<UUID, Ended> history = new LinkedHashMap<>();
    private final Map<UUID, Letter> letters = new LinkedHashMap<>();
    private final Map<UUID, List<Attempt>> attempts = new HashMap<>();
    private final Map<KeyId, KeyRow> keys = new HashMap<>();
    private final Map<UUID, Submission> submissions = new LinkedHashMap<>();
    private long lastSeq;

    /// An unfinished job, as it is in the journal.
    ///
    /// @param owner empty when its owner left
    public record Unfinished(
            Job job,
            long seq,
            Optional<UUID> owner,
            long fence,
            int attempts,
            boolean waitsToBeTaken) {}

    /// Unfinished jobs, in order.
    public List<Unfinished> unfinished() {
        return jobs.values().stream().map(MemoryTables::shown).toList();
    }

    /// An unfinished job.
    public Optional<Unfinished> find(UUID id) {
        return row(id).map(MemoryTables::shown);
    }

    private static Unfinished shown(JobRow row) {
        return new Unfinished(
                row.job,
                row.seq,
                Optional.ofNullable(row.owner),
                row.fence,
                row.attempts,
                row.given != Given.NOT);
    }

    /// Jobs that were delivered, in that order.
    public List<Job> delivered() {
        return ended(JobState.SUCCEEDED);
    }

    /// Jobs that were dropped unsent, in that order.
    public List<Job> collapsed() {
        return ended(JobState.COLLAPSED);
    }

    private List<Job> ended(JobState state) {
        return history.values().stream()
                .filter(ended -> ended.state == state)
                .map(ended -> ended.row.job)
                .toList();
    }

    /// Whether a resolved of a dropped job's chain came after it, and was not dropped.
    public boolean resolvedAfter(Job dropped) {
        long seq = Optional.ofNullable(history.get(dropped.id())).orElseThrow().row.seq;
        return Stream.concat(
                        history.values().stream()
                                .filter(ended -> ended.state == JobState.SUCCEEDED)
                                .map(Ended::row),
                        letters.values().stream().map(Letter::row))
                .anyMatch(row ->
                        row.seq > seq
                                && row.job.chain().equals(dropped.chain())
                                && row.job.alert().alert().status() == AlertStatus.RESOLVED);
    }

    /// Dead letters, in the order of their writing.
    public List<DeadLetter> deadLetters() {
        return letters.values().stream().map(Letter::shown).toList();
    }

    /// Every attempt that was written down for a job, oldest first.
    public List<Attempt> attempts(UUID job) {
        return List.copyOf(attempts.getOrDefault(job, List.of()));
    }

    /// Submissions that are stored, in that order.
    public List<Submission> submissions() {
        return List.copyOf(submissions.values());
    }

    /// Makes the alert of a letter one that cannot be read.
    public void spoil(UUID letter) {
        letters.computeIfPresent(
                letter, (_, known) -> known.with(Optional.empty(), known.shown.replays()));
    }

    Map<UUID, Ended> history() {
        return history;
    }

    Map<UUID, Letter> letters() {
        return letters;
    }

    Map<KeyId, KeyRow> keys() {
        return keys;
    }

    Iterable<JobRow> rows() {
        return jobs.values();
    }

    List<JobRow> snapshot() {
        return new ArrayList<>(jobs.values());
    }

    Optional<JobRow> row(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// Whether there is or was such a job; a call that takes effect late must not make it anew.
    boolean known(UUID job) {
        return byId.containsKey(job)
                || history.containsKey(job)
                || letters.values().stream().anyMatch(l -> l.shown().jobId().equals(job));
    }

    void keep(Submission submission) {
        submissions.put(submission.id(), submission);
    }

    boolean stored(UUID submission) {
        return submissions.containsKey(submission);
    }

    /// A new job; it goes to the owner of the latest unfinished job of its chain.
    JobRow insert(Job job, UUID owner, long nextAttempt, Optional<Long> firstSeq) {
        var last = last(job.chain());
        var row = new JobRow(job, ++lastSeq);
        row.owner = last.isPresent() ? last.orElseThrow().owner : owner;
        row.given =
                last.isEmpty()
                                || (owner.equals(last.orElseThrow().owner)
                                        && last.orElseThrow().given == Given.NOT)
                        ? Given.NOT
                        : Given.HANDED;
        row.nextAttempt = nextAttempt;
        row.firstSeq = firstSeq.orElse(row.seq);
        jobs.put(row.seq, row);
        byId.put(job.id(), row);
        return row;
    }

    /// Where a job stands, also one that has ended.
    Appended.Place place(UUID job, UUID me) {
        var row = byId.get(job);
        if (row != null) {
            return new Appended.Place(job, row.seq, me.equals(row.owner) && row.given == Given.NOT);
        }
        var ended =
                Stream.concat(
                                history.values().stream().map(Ended::row),
                                letters.values().stream().map(Letter::row))
                        .filter(each -> each.job.id().equals(job))
                        .findAny();
        return new Appended.Place(job, ended.orElseThrow().seq, false);
    }

    void remove(JobRow row) {
        jobs.remove(row.seq);
        byId.remove(row.job.id());
    }

    private Optional<JobRow> last(Job.Chain chain) {
        return jobs.descendingMap().values().stream()
                .filter(row -> row.job.chain().equals(chain))
                .findFirst();
    }

    /// Writes an attempt down, unless it is.
    void attempt(UUID job, Attempt attempt) {
        var known = attempts.computeIfAbsent(job, id -> new ArrayList<>());
        if (known.stream()
                .noneMatch(a ->
                        a.number() == attempt.number()
                                && a.startedAt().equals(attempt.startedAt()))) {
            known.add(attempt);
        }
    }

    /// Why a job is at an owner that has not begun with it.
    enum Given {
        /// It was the owner's from the start, or the owner got it.
        NOT,
        /// Handed over with its chain.
        HANDED,
        /// Taken from one that died or left.
        TAKEN
    }

    /// A key, and whose it is.
    record KeyId(String principal, String key) {}

    /// What a key stands for.
    record KeyRow(String bodySha256, Submission.Accepted first, long at) {}

    /// An unfinished job.
    static final class JobRow {
        final Job job;
        final long seq;
        long firstSeq;
        @Nullable UUID owner;
        Given given = Given.NOT;
        long fence;
        int attempts;
        JobState state = JobState.QUEUED;
        long nextAttempt;
        int takeovers;
        int lostMarked;
        Optional<String> lastError = Optional.empty();
        Optional<ErrorType> errorType = Optional.empty();
        OptionalInt lastStatus = OptionalInt.empty();
        Optional<Instant> startedAt = Optional.empty();

        JobRow(Job job, long seq) {
            this.job = job;
            this.seq = seq;
        }

        void saw(Attempt attempt) {
            if (startedAt.isEmpty()) {
                startedAt = Optional.of(attempt.startedAt());
            }
            if (attempt.errorType().isPresent()) {
                lastError = attempt.error();
                errorType = attempt.errorType();
                lastStatus = attempt.status();
            }
        }
    }

    /// A job that was delivered or collapsed.
    record Ended(JobRow row, JobState state, Instant finishedAt) {}

    /// A dead letter, and what is kept of its job.
    record Letter(DeadLetter shown, JobRow row) {
        Letter with(DeadLetter.Replays replays) {
            return with(shown.alert(), replays);
        }

        private Letter with(Optional<EnrichedAlert> alert, DeadLetter.Replays replays) {
            var s = shown;
            return new Letter(
                    new DeadLetter(
                            s.id(),
                            s.jobId(),
                            s.submissionId(),
                            s.fingerprint(),
                            s.target(),
                            s.targetType(),
                            alert,
                            s.shownTarget(),
                            s.tier(),
                            s.reason(),
                            s.errorType(),
                            s.message(),
                            s.status(),
                            s.retryCount(),
                            s.attemptLog(),
                            s.createdAt(),
                            s.failedAt(),
                            s.lastRetryAt(),
                            replays),
                    row);
        }
    }
}
