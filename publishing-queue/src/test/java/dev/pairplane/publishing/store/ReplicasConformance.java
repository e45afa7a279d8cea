package dev.pairplane.publishing.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.journal.Replicas.TakenJob;
import dev.pairplane.publishing.core.journal.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who is dead, and who gets what they had.
public abstract class ReplicasConformance extends JournalConformance {

    /// Publishing invariants 67 and 69
    @Test
    void theJobsOfAReplicaWhoseLockIsFreeAreTakenAfterTenSeconds() {
        var submission = samples.firing("f", "x", "y");
        append(a, submission);
        a.kill();
        silent(Duration.ofMillis(9_500), b);
        assertThat(take(b)).isEmpty();

        silent(Duration.ofSeconds(1), b);

        var taken = take(b);
        assertThat(jobs(taken)).isEqualTo(submission.jobs());
        assertThat(taken).allMatch(job -> job.fence() == 1 && job.takeovers() == 1);
        assertThat(taken).noneMatch(TakenJob::handed);
        assertThat(taken).allMatch(job -> job.delay().isZero() && job.attempts() == 0);
    }

    /// Publishing invariants 69 and 70
    @Test
    void theJobsOfASilentReplicaThatHoldsItsLockAreTakenAfterTwentySeconds() {
        var job = own(a, samples.firing("f", "x"));
        silent(Duration.ofSeconds(19), b);
        assertThat(take(b)).isEmpty();

        silent(Duration.ofMillis(1_500), b);

        assertThat(jobs(take(b))).containsExactly(job);
        assertThat(record(a, samples.succeeded(job, 0))).containsExactly(false);
        assertThat(beat(a)).isFalse();
        assertThat(record(b, samples.succeeded(job, 1))).containsExactly(true);
    }

    /// A chain is taken in parts; its later part must not end before its earlier one is sent again.
    ///
    /// Publishing invariants 28 and 70
    @Test
    void oneThatWasDeclaredDeadWritesNothingEvenOfWhatIsNotTakenYet() {
        var first = own(a, samples.firing("f", "x"));
        var second = own(a, samples.resolved("f", "x"));
        silent(Duration.ofSeconds(21), b);
        assertThat(jobs(take(b, 1))).containsExactly(first);

        assertThat(record(a, samples.succeeded(second, 0))).containsExactly(false);

        assertThat(jobs(take(b))).containsExactly(second);
    }

    /// Publishing invariant 72
    @Test
    void nothingIsTakenFromALivingReplica() {
        own(a, samples.firing("f", "x"));

        for (int i = 0; i < 10; i++) {
            silent(Duration.ofSeconds(9), a, b);
            assertThat(take(b)).isEmpty();
        }
    }

    @Test
    void oneThatWasDeclaredDeadJoinsUnderANewIdentity() {
        var job = own(a, samples.firing("f", "x"));
        silent(Duration.ofSeconds(21), b);
        take(b);

        assertThat(this.<Void>outcome(a.replicas()::join)).isInstanceOf(Outcome.Done.class);

        assertThat(beat(a)).isTrue();
        own(a, samples.firing("g", "x"));
        assertThat(record(a, samples.succeeded(job, 0))).containsExactly(false);
    }

    @Test
    void whatALeavingReplicaHadIsFreeAtOnce() {
        var job = own(a, samples.firing("f", "x"));
        record(a, new Change.Starting(job, 0));

        leave(a);

        var taken = take(b);
        assertThat(jobs(taken)).containsExactly(job);
        assertThat(taken.getFirst().fence()).isEqualTo(1);
        assertThat(taken.getFirst().takeovers()).isZero();
        assertThat(taken.getFirst().lostMarked()).isZero();
        assertThat(record(a, samples.succeeded(job, 0))).containsExactly(false);
    }

    /// Publishing invariant 73
    @Test
    void aReplicaThatStartsAgainGetsWhatItReleased() {
        var job = own(a, samples.firing("f", "x"));
        leave(a);
        leave(b);

        var next = joined("a again");

        assertThat(jobs(take(next))).containsExactly(job);
    }

    @Test
    void losesOfMarkedJobsAreCounted() {
        var job = own(a, samples.firing("f", "x"));
        record(a, new Change.Starting(job, 0));
        dies(a, b);
        var first = take(b).getFirst();
        assertThat(first.lostMarked()).isEqualTo(1);
        assertThat(view(job.id()).state()).isEqualTo(JobState.QUEUED);

        record(b, new Change.Starting(job, first.fence()));
        var c = joined("c");
        dies(b, c);

        var second = take(c).getFirst();
        assertThat(second.lostMarked()).isEqualTo(2);
        assertThat(second.takeovers()).isEqualTo(2);
        assertThat(second.fence()).isEqualTo(2);
    }

    @Test
    void whatIsTakenKeepsItsAttemptsAndItsDelay() {
        var job = own(a, samples.firing("f", "x"));
        record(a, samples.retrying(job, 0, 2));
        dies(a, b);

        var taken = take(b).getFirst();

        assertThat(taken.attempts()).isEqualTo(2);
        assertThat(taken.delay()).isBetween(Duration.ofSeconds(14), Duration.ofSeconds(19));
        assertThat(taken.lostMarked()).isZero();
    }

    @Test
    void jobsAreTakenInOrderAndNotMoreThanAskedFor() {
        var all = new ArrayList<Submission>();
        for (int i = 0; i < 7; i++) {
            all.add(samples.firing("f" + i % 2, "x"));
        }
        append(a, all.toArray(Submission[]::new));
        dies(a, b);

        var taken = new ArrayList<TakenJob>();
        taken.addAll(take(b, 3));
        assertThat(taken).hasSize(3);
        taken.addAll(take(b, 3));
        taken.addAll(take(b, 3));

        assertThat(jobs(taken)).isEqualTo(all.stream().map(s -> s.jobs().getFirst()).toList());
        assertThat(take(b, 3)).isEmpty();
    }

    /// Publishing invariant 72
    @Test
    void twoThatTakeAtOnceTakeEachChainAsAWhole() {
        var all = new ArrayList<Submission>();
        for (int i = 0; i < 40; i++) {
            all.add(samples.firing("f" + i % 4, "x"));
        }
        append(a, all.toArray(Submission[]::new));
        var c = joined("c");
        leave(a);

        var byB = new ArrayList<TakenJob>();
        var byC = new ArrayList<TakenJob>();
        for (int i = 0; i < 20; i++) {
            var one = world.<List<TakenJob>>start(call -> b.replicas().take(3, call));
            var two = world.<List<TakenJob>>start(call -> c.replicas().take(3, call));
            byB.addAll(done(one.outcome()));
            byC.addAll(done(two.outcome()));
        }

        assertThat(byB.size() + byC.size()).isEqualTo(40);
        var chains = new HashSet<>(byB.stream().map(taken -> taken.job().chain()).toList());
        chains.retainAll(byC.stream().map(taken -> taken.job().chain()).toList());
        assertThat(chains).isEmpty();
        assertThat(byB).extracting(TakenJob::seq).isSorted();
        assertThat(byC).extracting(TakenJob::seq).isSorted();
    }

    @Test
    void aJobOfAReplicaThatLeftFollowsItsChain() {
        var firing = own(a, samples.firing("f", "x"));
        leave(a);
        var resolved = samples.resolved("f", "x");
        assertThat(stored(append(b, resolved).getFirst()).getFirst().ours()).isFalse();

        assertThat(jobs(take(b))).containsExactly(firing, resolved.jobs().getFirst());
    }

    @Test
    void whenATakerDiesAnotherTakesTheRest() {
        append(a, samples.firing("f", "x"), samples.firing("g", "x"), samples.firing("h", "x"));
        var c = joined("c");
        dies(a, b, c);
        assertThat(take(b, 1)).hasSize(1);
        assertThat(take(c)).isEmpty();

        dies(b, c);

        assertThat(take(c)).hasSize(3);
    }

    @Test
    void whatWasHandedOverIsTakenWithTheRestWhenTheOwnerDies() {
        own(a, samples.firing("f", "x"));
        append(b, samples.resolved("f", "x"));
        dies(a, b);

        assertThat(take(b)).hasSize(2).allMatch(taken -> taken.fence() == 1);
    }

    @Test
    void oneThatIsNotAMemberTakesNothing() {
        own(a, samples.firing("f", "x"));
        var stranger = world.process("stranger");

        assertThat(this.<List<TakenJob>>outcome(call -> stranger.replicas().take(10, call)))
                .isInstanceOf(Outcome.Failed.class);
    }
}
