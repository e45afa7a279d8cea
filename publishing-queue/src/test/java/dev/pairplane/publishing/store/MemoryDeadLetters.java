package dev.pairplane.publishing.store;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.store.MemoryTables.Letter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One replica's way to the dead letters.
final class MemoryDeadLetters implements DeadLetters {

    private static final Comparator<DeadLetter> LATEST_FIRST =
            Comparator.comparing(DeadLetter::failedAt)
                    .thenComparing(letter -> letter.id().toString())
                    .reversed();

    private final MemoryStore.Replica replica;
    private final MemoryTables tables;
    private final MemoryReplicas members;

    MemoryDeadLetters(MemoryStore.Replica replica, MemoryTables tables, MemoryReplicas members) {
        this.replica = replica;
        this.tables = tables;
        this.members = members;
    }

    @Override
    public void find(UUID id, Consumer<Outcome<Optional<DeadLetter>>> done) {
        replica.call(
                Faults.Call.FIND_LETTER,
                () ->
                        new Outcome.Done<>(
                                Optional.ofNullable(tables.letters().get(id)).map(Letter::shown)),
                done);
    }

    @Override
    public void list(Filter filter, int limit, int offset, Consumer<Outcome<Page>> done) {
        replica.call(
                Faults.Call.LIST_LETTERS,
                () -> {
                    var all = matching(filter);
                    return new Outcome.Done<>(
                            new Page(
                                    all.stream()
                                            .sorted(LATEST_FIRST)
                                            .skip(offset)
                                            .limit(limit)
                                            .toList(),
                                    all.size()));
                },
                done);
    }

    @Override
    public void stats(Filter filter, Consumer<Outcome<Stats>> done) {
        replica.call(
                Faults.Call.LETTER_STATS,
                () -> {
                    var all = matching(filter);
                    var replayed = all.stream().filter(l -> l.replays().count() > 0).count();
                    return new Outcome.Done<>(
                            new Stats(
                                    all.size(),
                                    all.size() - replayed,
                                    replayed,
                                    counts(all, letter -> letter.errorType().label()),
                                    counts(all, DeadLetter::target),
                                    counts(all, letter -> letter.tier().label()),
                                    times(all).min(Comparator.naturalOrder()),
                                    times(all).max(Comparator.naturalOrder())));
                },
                done);
    }

    private static Stream<Instant> times(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::failedAt);
    }

    private static Map<String, Long> counts(
            List<DeadLetter> letters, Function<DeadLetter, String> by) {
        return letters.stream()
                .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
    }

    private List<DeadLetter> matching(Filter filter) {
        return tables.letters().values().stream()
                .map(Letter::shown)
                .filter(l -> filter.target().map(l.target()::equals).orElse(true))
                .filter(l -> filter.errorType().map(l.errorType()::equals).orElse(true))
                .filter(l -> filter.tier().map(l.tier()::equals).orElse(true))
                .filter(l -> filter.fingerprint().map(l.fingerprint()::equals).orElse(true))
                .filter(l -> filter.replayed().map(r -> r == l.replays().count() > 0).orElse(true))
                .filter(l -> filter.failedAfter().map(l.failedAt()::isAfter).orElse(true))
                .filter(l -> filter.failedBefore().map(l.failedAt()::isBefore).orElse(true))
                .toList();
    }

    @Override
    public void pending(Consumer<Outcome<Map<String, Long>>> done) {
        replica.call(
                Faults.Call.PENDING_LETTERS,
                () ->
                        new Outcome.Done<>(
                                counts(
                                        tables.letters().values().stream()
                                                .map(Letter::shown)
                                                .filter(l -> l.replays().count() == 0)
                                                .toList(),
                                        DeadLetter::target)),
                done);
    }

    @Override
    public void newest(int limit, Consumer<Outcome<List<Newest>>> done) {
        replica.call(
                Faults.Call.NEWEST_LETTERS,
                () ->
                        new Outcome.Done<>(
                                tables.letters().values().stream()
                                        .map(Letter::shown)
                                        .filter(l -> l.replays().count() == 0)
                                        .sorted(LATEST_FIRST)
                                        .limit(limit)
                                        .map(l ->
                                                new Newest(
                                                        l.target(), l.errorType(), l.fingerprint()))
                                        .toList()),
                done);
    }

    @Override
    public void replay(
            UUID id, Job job, String by, boolean force, Consumer<Outcome<ReplayOutcome>> done) {
        var me = replica.member().id;
        replica.call(
                Faults.Call.REPLAY,
                () ->
                        members.lives(me)
                                ? new Outcome.Done<>(replay(id, job, by, force, me))
                                : new Outcome.Failed<>(MemoryReplicas.DEAD),
                done);
    }

    private ReplayOutcome replay(UUID id, Job job, String by, boolean force, UUID me) {
        var letter = tables.letters().get(id);
        if (letter == null) {
            return new ReplayOutcome.Missing();
        }
        var replays = letter.shown().replays();
        if (tables.known(job.id())) {
            var place = tables.place(job.id(), me);
            return new ReplayOutcome.Replayed(place.seq(), place.ours());
        }
        if (!force && replays.count() > 0 && !replays.result().equals(Optional.of("failed"))) {
            return new ReplayOutcome.AlreadyReplayed(replays.jobId());
        }
        if (!force && superseded(letter, job)) {
            return new ReplayOutcome.Superseded();
        }
        tables.insert(job, me, replica.nanos(), Optional.of(letter.row().firstSeq));
        var place = tables.place(job.id(), me);
        tables.letters()
                .put(
                        id,
                        letter.with(
                                new DeadLetter.Replays(
                                        replays.count() + 1,
                                        Optional.of(replica.now()),
                                        Optional.empty(),
                                        Optional.of(job.id()),
                                        Optional.of(by))));
        return new ReplayOutcome.Replayed(place.seq(), place.ours());
    }

    private boolean superseded(Letter letter, Job job) {
        if (letter.row().job.alert().alert().status() != AlertStatus.FIRING) {
            return false;
        }
        var after = letter.row().firstSeq;
        return tables.history().values().stream()
                        .filter(e -> e.state() == JobState.SUCCEEDED)
                        .anyMatch(e -> resolves(e.row(), job, after))
                || tables.snapshot().stream().anyMatch(row -> resolves(row, job, after));
    }

    private static boolean resolves(MemoryTables.JobRow row, Job job, long after) {
        return row.firstSeq > after
                && row.job.chain().equals(job.chain())
                && row.job.alert().alert().status() == AlertStatus.RESOLVED;
    }
}
