package dev.pairplane.publishing.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.journal.Appended;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.journal.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a journal does with submissions and changes.
public abstract class JournalConformance extends StoreConformance {

    @Test
    void jobsGetGrowingNumbersInTheOrderOfTheGroup() {
        var group = new ArrayList<Submission>();
        for (int i = 0; i < 40; i++) {
            group.add(samples.firing("f" + i, "x", "y", "z"));
        }

        var appended = append(a, group.toArray(Submission[]::new));

        var places = appended.stream().flatMap(each -> stored(each).stream()).toList();
        assertThat(places)
                .extracting(Appended.Place::job)
                .isEqualTo(group.stream().flatMap(s -> s.jobs().stream()).map(Job::id).toList());
        assertThat(places).extracting(Appended.Place::seq).isSorted().doesNotHaveDuplicates();
        assertThat(places).allMatch(Appended.Place::ours);
    }

    @Test
    void anEmptyGroupAndASubmissionWithoutJobsAreStored() {
        assertThat(append(a)).isEmpty();
        assertThat(stored(append(a, samples.firing("f")).getFirst())).isEmpty();
    }

    /// Publishing invariant 14
    @Test
    void theSameKeyAndBodyOnAnotherReplicaIsAnsweredAsTheFirstWas() {
        var first = Samples.keyed(samples.firing("f", "x", "y"), "key", "d1");
        var second = Samples.keyed(samples.firing("f", "x", "y"), "key", "d1");

        append(a, first);
        var appended = append(b, second);

        assertThat(appended).containsExactly(new Appended.Repeated(first.accepted()));
        assertThat(unknown(second)).isTrue();
    }

    private boolean unknown(Submission submission) {
        return this.<Optional<JobView>>done(
                        call -> a.jobs().find(submission.jobs().getFirst().id(), call))
                .isEmpty();
    }

    /// Publishing invariant 14
    @Test
    void theSameKeyOnTwoReplicasAtOnceIsStoredOnce() {
        for (int i = 0; i < 20; i++) {
            var one = Samples.keyed(samples.firing("f" + i, "x"), "key" + i, "d");
            var two = Samples.keyed(samples.firing("f" + i, "x"), "key" + i, "d");

            var pending = world.<List<Appended>>start(c -> a.journal().append(List.of(one), c));
            var other = world.<List<Appended>>start(c -> b.journal().append(List.of(two), c));

            var both =
                    List.of(done(pending.outcome()).getFirst(), done(other.outcome()).getFirst());
            var storedOne = both.getFirst() instanceof Appended.Stored;
            assertThat(both.get(storedOne ? 0 : 1)).isInstanceOf(Appended.Stored.class);
            assertThat(both.get(storedOne ? 1 : 0))
                    .isEqualTo(new Appended.Repeated((storedOne ? one : two).accepted()));
        }
    }

    /// Publishing invariant 14
    @Test
    void theSameKeyTwiceInAGroupIsStoredOnce() {
        var one = Samples.keyed(samples.firing("f", "x"), "key", "d");
        var two = Samples.keyed(samples.firing("f", "x"), "key", "d");

        var appended = append(a, one, two);

        assertThat(appended.getFirst()).isInstanceOf(Appended.Stored.class);
        assertThat(appended.get(1)).isEqualTo(new Appended.Repeated(one.accepted()));
    }

    /// Publishing invariant 15
    @Test
    void theSameKeyWithAnotherBodyIsRefusedAndSpoilsNothing() {
        append(a, Samples.keyed(samples.firing("f", "x"), "key", "d1"));

        var other = samples.firing("g", "x");
        var appended = append(b, other, Samples.keyed(samples.firing("f", "x"), "key", "d2"));

        assertThat(appended.getFirst()).isInstanceOf(Appended.Stored.class);
        assertThat(appended.get(1)).isInstanceOf(Appended.KeyReused.class);
    }

    @Test
    void keysBelongToWhoeverSentThem() {
        append(a, Samples.keyed(samples.firing("f", "x"), "key", "d1"));
        var sample = Samples.keyed(samples.firing("f", "x"), "key", "d2");
        var another =
                new Submission(
                        sample.id(),
                        "",
                        sample.key(),
                        sample.tier(),
                        sample.createdAt(),
                        sample.jobs(),
                        sample.skipped());

        assertThat(append(a, another).getFirst()).isInstanceOf(Appended.Stored.class);
    }

    @Test
    void whatAKeyStandsForIsToldWithoutStoringAnything() {
        var first = Samples.keyed(samples.firing("f", "x", "y"), "key", "d1");
        var principal = first.principal();
        append(a, first);

        assertThat(used(b, principal, "key", "d1"))
                .contains(new Appended.Repeated(first.accepted()));
        assertThat(used(b, principal, "key", "d2")).contains(new Appended.KeyReused());
        assertThat(used(b, principal, "another", "d1")).isEmpty();
        assertThat(used(b, "", "key", "d1")).isEmpty();

        silent(Duration.ofHours(25), a, b);

        assertThat(used(a, principal, "key", "d1")).isEmpty();
        assertThat(
                        stored(
                                append(a, Samples.keyed(samples.firing("f", "x"), "another", "d"))
                                        .getFirst()))
                .hasSize(1);
    }

    private Optional<Appended> used(World.Access by, String principal, String key, String body) {
        return done(told -> by.journal().used(principal, new Submission.Key(key, body), told));
    }

    @Test
    void aKeyBindsForADayAndIsFreeThen() {
        append(a, Samples.keyed(samples.firing("f", "x"), "key", "d1"));
        silent(Duration.ofHours(23), a, b);
        assertThat(append(a, Samples.keyed(samples.firing("f", "x"), "key", "d2")))
                .containsExactly(new Appended.KeyReused());

        silent(Duration.ofHours(2), a, b);

        var later = Samples.keyed(samples.firing("f", "x"), "key", "d2");
        assertThat(append(a, later).getFirst()).isInstanceOf(Appended.Stored.class);
        assertThat(append(b, Samples.keyed(samples.firing("f", "x"), "key", "d2")))
                .containsExactly(new Appended.Repeated(later.accepted()));
    }

    /// Publishing invariant 16
    @Test
    void equalSubmissionsWithoutKeysAreTwo() {
        var appended = append(a, samples.firing("f", "x"), samples.firing("f", "x"));

        assertThat(appended).allMatch(each -> each instanceof Appended.Stored);
    }

    @Test
    void aTextThatTheStoreCannotHoldSpoilsNothingForTheOthers() {
        var before = samples.firing("f", "x");
        var guilty = samples.firing("g\0", "x");
        var after = samples.firing("h", "x");

        var appended = append(a, before, guilty, after);

        assertThat(appended.getFirst()).isInstanceOf(Appended.Stored.class);
        assertThat(appended.get(1)).isInstanceOf(Appended.Rejected.class);
        assertThat(appended.get(2)).isInstanceOf(Appended.Stored.class);
        assertThat(view(after.jobs().getFirst().id()).state()).isEqualTo(JobState.QUEUED);
    }

    @Test
    void aGroupThatIsGivenAgainIsStoredOnce() {
        var plain = samples.firing("f", "x", "y");
        var keyed = Samples.keyed(samples.firing("g", "x"), "key", "d");
        var first = append(a, plain, keyed);
        record(a, samples.succeeded(plain.jobs().get(1), 0));

        var fresh = samples.firing("h", "x");
        var second = append(a, plain, keyed, fresh);

        assertThat(stored(second.getFirst()).getFirst())
                .isEqualTo(stored(first.getFirst()).getFirst());
        assertThat(stored(second.getFirst()).get(1))
                .isEqualTo(
                        new Appended.Place(
                                plain.jobs().get(1).id(),
                                stored(first.getFirst()).get(1).seq(),
                                false));
        assertThat(second.get(1)).isEqualTo(first.get(1));
        assertThat(stored(second.get(2))).allMatch(Appended.Place::ours);
        assertThat(view(plain.jobs().get(1).id()).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void nothingIsStoredForAReplicaThatHasNotJoined() {
        var stranger = world.process("stranger");
        var submission = samples.firing("f", "x");

        var outcome =
                this.<List<Appended>>outcome(
                        call -> stranger.journal().append(List.of(submission), call));

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(unknown(submission)).isTrue();
    }

    /// Publishing invariant 28
    @Test
    void aChainHasOneOwner() {
        var firing = own(a, samples.firing("f", "x"));
        var resolved = samples.resolved("f", "x", "y");

        var places = stored(append(b, resolved).getFirst());

        assertThat(places).extracting(Appended.Place::ours).containsExactly(false, true);
        var taken = take(a);
        assertThat(jobs(taken)).containsExactly(resolved.jobs().getFirst());
        assertThat(taken.getFirst().handed()).isTrue();
        assertThat(taken.getFirst().fence()).isZero();
        record(a, samples.succeeded(firing, 0), samples.succeeded(taken.getFirst().job(), 0));
        own(b, samples.firing("f", "x"));
    }

    /// Publishing invariant 28
    @Test
    void aChainHasOneOwnerWhenItsJobsComeAtOnce() {
        for (int i = 0; i < 20; i++) {
            var firing = samples.firing("f" + i, "x");
            var resolved = samples.resolved("f" + i, "x");

            var one = world.<List<Appended>>start(c -> a.journal().append(List.of(firing), c));
            var two = world.<List<Appended>>start(c -> b.journal().append(List.of(resolved), c));

            var places =
                    List.of(
                            stored(done(one.outcome()).getFirst()).getFirst(),
                            stored(done(two.outcome()).getFirst()).getFirst());
            assertThat(places).extracting(Appended.Place::ours).containsOnlyOnce(true);
        }
    }

    @Test
    void whatFollowsAJobThatIsNotTakenYetIsHandedOverToo() {
        own(a, samples.firing("f", "x"));
        var second = samples.resolved("f", "x");
        var third = samples.firing("f", "x");
        append(b, second);

        assertThat(stored(append(a, third).getFirst()).getFirst().ours()).isFalse();

        assertThat(jobs(take(a)))
                .containsExactly(second.jobs().getFirst(), third.jobs().getFirst());
        take(a);
        own(a, samples.resolved("f", "x"));
    }

    /// Publishing invariant 70
    @Test
    void changesUnderAnotherFenceOrOfAnotherReplicaAreNotApplied() {
        var job = own(a, samples.firing("f", "x"));

        assertThat(record(a, samples.succeeded(job, 1))).containsExactly(false);
        assertThat(record(b, samples.succeeded(job, 0))).containsExactly(false);
        assertThat(record(a, samples.succeeded(job, 0))).containsExactly(true);
    }

    @Test
    void anEndingThatIsWrittenTwiceIsAppliedOnce() {
        var job = own(a, samples.firing("f", "x"));
        var ending = samples.succeeded(job, 0);

        assertThat(record(a, ending, ending)).containsExactly(true, false);
        assertThat(record(a, ending)).containsExactly(false);
        assertThat(record(a, samples.retrying(job, 0, 2))).containsExactly(false);

        assertThat(view(job.id()).attemptLog()).hasSize(2);
        assertThat(view(job.id()).state()).isEqualTo(JobState.SUCCEEDED);
    }

    /// Publishing invariant 70
    @Test
    void aCollapsedJobLeavesTheJournalOnceAndByItsOwnerAlone() {
        var job = own(a, samples.firing("f", "x"));
        var other = own(a, samples.firing("g", "x"));
        var dropped = samples.collapsed(job, 0);

        assertThat(record(b, dropped)).containsExactly(false);
        assertThat(record(a, samples.collapsed(job, 1))).containsExactly(false);
        assertThat(record(a, dropped, samples.succeeded(other, 0), dropped))
                .containsExactly(true, true, false);
        assertThat(record(a, dropped)).containsExactly(false);

        var view = view(job.id());
        assertThat(view.state()).isEqualTo(JobState.COLLAPSED);
        assertThat(view.attempts()).isZero();
        assertThat(view.attemptLog()).isEmpty();
        assertThat(view.startedAt()).isEmpty();
        assertThat(view.completedAt()).contains(dropped.finishedAt());
        assertThat(view.deadLetterId()).isEmpty();
        assertThat(view(other.id()).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void aRetryThatIsWrittenTwiceHasOneEffect() {
        var job = own(a, samples.firing("f", "x"));

        record(a, samples.retrying(job, 0, 1));
        assertThat(record(a, samples.retrying(job, 0, 1))).containsExactly(true);

        assertThat(view(job.id()).attempts()).isEqualTo(1);
        assertThat(view(job.id()).attemptLog()).hasSize(1);
    }

    @Test
    void changesOfOneJobInABatchAreAppliedInOrder() {
        var job = own(a, samples.firing("f", "x"));
        var other = own(a, samples.firing("g", "x"));

        var applied =
                record(
                        a,
                        new Change.Starting(job, 0),
                        samples.retrying(job, 0, 1),
                        new Change.Starting(other, 0),
                        samples.retrying(job, 0, 2),
                        new Change.Succeeded(
                                job, 0, 3, samples.delivered(3), world.now().plusSeconds(9)));

        assertThat(applied).containsOnly(true);
        var view = view(job.id());
        assertThat(view.attempts()).isEqualTo(3);
        assertThat(view.retryCount()).isEqualTo(2);
        assertThat(view.attemptLog())
                .extracting(attempt -> attempt.number())
                .containsExactly(1, 2, 3);
        assertThat(view.attemptLog().getLast()).isEqualTo(samples.delivered(3));
        assertThat(view.lastError())
                .contains(
                        "no \uFFFD room".equals(view.lastError().orElse(""))
                                ? "no \uFFFD room"
                                : "no \0 room");
        assertThat(view.lastStatus()).hasValue(204);
        assertThat(view(other.id()).state()).isEqualTo(JobState.PROCESSING);
    }

    @Test
    void aRetryKeepsWhatFailedAndWhenItIsDue() {
        var job =
                own(
                        a,
                        samples.submission(
                                samples.alert("f", AlertStatus.FIRING), Tier.MEDIUM, "x"));

        record(a, samples.retrying(job, 0, 2));

        var view = view(job.id());
        assertThat(view.state()).isEqualTo(JobState.RETRYING);
        assertThat(view.attempts()).isEqualTo(2);
        assertThat(view.lastStatus()).hasValue(503);
        assertThat(view.nextAttemptAt().orElseThrow())
                .isBetween(world.now().plusSeconds(25), world.now().plusSeconds(31));
        assertThat(view.startedAt()).contains(samples.failed(2).startedAt());
        assertThat(view.waited()).contains(Duration.ofSeconds(2));
    }
}
