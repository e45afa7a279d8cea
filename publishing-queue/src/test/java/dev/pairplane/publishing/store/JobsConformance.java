package dev.pairplane.publishing.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.job.Jobs.Filter;
import dev.pairplane.publishing.core.job.Jobs.Page;
import dev.pairplane.publishing.core.job.Jobs.Sort;
import dev.pairplane.publishing.core.job.Jobs.Sort.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Jobs, wherever they are.
public abstract class JobsConformance extends DeadLettersConformance {

    private static final Filter ALL =
            new Filter(
                    Set.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
    private static final Sort BY_CREATION = new Sort(Field.CREATED_AT, false);

    private Page list(Filter filter, Sort sort, int limit, int offset) {
        return this.<Page>done(call -> b.jobs().list(filter, sort, limit, offset, call));
    }

    private List<UUID> ids(Filter filter, Sort sort) {
        return list(filter, sort, 100, 0).jobs().stream().map(JobView::id).toList();
    }

    private static Filter states(JobState... states) {
        return new Filter(
                Set.of(states),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Publishing invariant 2
    @Test
    void aJobIsFoundOnAnyReplicaAtOnce() {
        var job = own(a, samples.firing("f", "x"));

        var view = view(job.id());

        assertThat(view.state()).isEqualTo(JobState.QUEUED);
        assertThat(view.submissionId()).isEqualTo(job.submissionId());
        assertThat(view.createdAt()).isEqualTo(job.createdAt());
        assertThat(view.tier()).isEqualTo(Tier.HIGH);
        assertThat(view.maxRetries()).isEqualTo(3);
        assertThat(view.targetType()).isEqualTo("webhook");
        assertThat(view.nextAttemptAt()).isEmpty();
        assertThat(view.startedAt()).isEmpty();
    }

    @Test
    void anUnknownJobIsNotFound() {
        assertThat(this.<Optional<JobView>>done(call -> a.jobs().find(samples.id(), call)))
                .isEmpty();
    }

    @Test
    void theJournalHasWhatIsUnfinished() {
        assertThat(unfinished()).isEmpty();
        own(a, samples.firing("q", "x"));
        own(b, samples.firing("r", "x"));
        var ended = own(a, samples.firing("s", "x"));
        var dropped = own(a, samples.firing("t", "x"));
        record(a, samples.succeeded(ended, 0), samples.collapsed(dropped, 0));

        assertThat(unfinished()).isEqualTo(Map.of(JobState.QUEUED, 2L));
    }

    private Map<JobState, Long> unfinished() {
        return this.<Map<JobState, Long>>done(call -> b.jobs().unfinished(call));
    }

    @Test
    void aJobIsInOneStateWhateverBecomesOfIt() {
        var queued = own(a, samples.firing("q", "x"));
        var retrying = own(a, samples.firing("r", "x"));
        var succeeded = own(a, samples.firing("s", "x"));
        var dead = own(a, samples.firing("d", "y"));
        var collapsed = own(a, samples.firing("c", "x"));
        record(
                a,
                samples.retrying(retrying, 0, 1),
                samples.succeeded(succeeded, 0),
                samples.collapsed(collapsed, 0),
                samples.dead(dead, 0, 1));

        assertThat(ids(states(JobState.QUEUED), BY_CREATION)).containsExactly(queued.id());
        assertThat(ids(states(JobState.RETRYING), BY_CREATION)).containsExactly(retrying.id());
        assertThat(ids(states(JobState.SUCCEEDED), BY_CREATION)).containsExactly(succeeded.id());
        assertThat(ids(states(JobState.DLQ), BY_CREATION)).containsExactly(dead.id());
        assertThat(ids(states(JobState.COLLAPSED), BY_CREATION)).containsExactly(collapsed.id());
        assertThat(ids(states(JobState.DLQ, JobState.QUEUED), BY_CREATION))
                .containsExactly(queued.id(), dead.id());
        assertThat(list(ALL, BY_CREATION, 1, 0).total()).isEqualTo(5);
        assertThat(view(succeeded.id()).completedAt())
                .contains(samples.succeeded(succeeded, 0).finishedAt());
    }

    /// Publishing invariant 56
    @Test
    void conditionsOfJobsHoldTogetherAndTheTotalIsThatOfAll() {
        var one = own(a, samples.submission(samples.alert("f", AlertStatus.FIRING), Tier.LOW, "x"));
        own(a, samples.submission(samples.alert("g", AlertStatus.FIRING), Tier.LOW, "y"));
        var other = own(a, samples.firing("h", "x"));
        record(a, samples.retrying(one, 0, 1));

        assertThat(
                        ids(
                                new Filter(
                                        Set.of(JobState.RETRYING),
                                        Optional.of("x"),
                                        Optional.of(Tier.LOW),
                                        Optional.of("f"),
                                        Optional.of(ErrorType.TRANSIENT),
                                        Optional.of(one.createdAt().minusSeconds(1)),
                                        Optional.of(one.createdAt().plusSeconds(1))),
                                BY_CREATION))
                .containsExactly(one.id());
        assertThat(
                        ids(
                                new Filter(
                                        Set.of(),
                                        Optional.of("x"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                BY_CREATION))
                .containsExactly(one.id(), other.id());
        assertThat(
                        list(
                                        new Filter(
                                                Set.of(),
                                                Optional.empty(),
                                                Optional.of(Tier.LOW),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty()),
                                        BY_CREATION,
                                        1,
                                        0)
                                .total())
                .isEqualTo(2);
        assertThat(
                        ids(
                                new Filter(
                                        Set.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(one.createdAt()),
                                        Optional.empty()),
                                BY_CREATION))
                .isEmpty();
    }

    @Test
    void jobsAreSortedAsAskedForAndEqualOnesById() {
        var low = own(a, samples.submission(samples.alert("f", AlertStatus.FIRING), Tier.LOW, "x"));
        var high = own(a, samples.firing("g", "x"));
        var done =
                own(
                        a,
                        samples.submission(
                                samples.alert("h", AlertStatus.FIRING), Tier.MEDIUM, "x"));
        record(a, samples.succeeded(done, 0));

        assertThat(ids(ALL, new Sort(Field.PRIORITY, false)))
                .containsExactly(id(high), id(done), id(low));
        assertThat(ids(ALL, new Sort(Field.PRIORITY, true)))
                .containsExactly(id(low), id(done), id(high));
        assertThat(ids(ALL, new Sort(Field.CREATED_AT, true)))
                .containsExactly(id(low), id(high), id(done));
        assertThat(ids(ALL, new Sort(Field.STATE, true)))
                .containsExactly(id(done), id(low), id(high));
        assertThat(ids(ALL, new Sort(Field.COMPLETED_AT, true)))
                .containsExactly(id(done), id(low), id(high));
        assertThat(ids(ALL, new Sort(Field.COMPLETED_AT, false)))
                .containsExactly(id(done), id(low), id(high));
        assertThat(list(ALL, BY_CREATION, 1, 2).jobs())
                .extracting(JobView::id)
                .containsExactly(id(done));
    }

    private static UUID id(Job job) {
        return job.id();
    }

    @Test
    void onlyTheLastTwentyAttemptsAreShown() {
        var job = own(a, samples.firing("f", "x"));
        for (int i = 1; i <= 25; i++) {
            record(a, samples.retrying(job, 0, i));
        }

        var log = view(job.id()).attemptLog();

        assertThat(log).extracting(attempt -> attempt.number()).first().isEqualTo(6);
        assertThat(log).hasSize(20);
        assertThat(list(ALL, BY_CREATION, 9, 0).jobs().getFirst().attemptLog()).isEmpty();
    }
}
