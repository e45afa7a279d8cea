package dev.pairplane.publishing.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.time.VirtualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Publishing invariants 69, 70 and 71: time is only counted on the replica's own monotonic clock.
class MembershipTest {

    private final VirtualTimers timers = new VirtualTimers();
    private final List<String> told = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final List<Consumer<Outcome<Void>>> joins = new ArrayList<>();
    private final List<Consumer<Outcome<Boolean>>> beats = new ArrayList<>();
    private final List<Consumer<Outcome<List<Replicas.TakenJob>>>> takes = new ArrayList<>();
    private final List<Consumer<Outcome<Void>>> leaves = new ArrayList<>();
    private final List<Runnable> forgotten = new ArrayList<>();
    private final List<Runnable> added = new ArrayList<>();
    private boolean beatByItself = true;

    private final Membership membership =
            new Membership(
                    new MembershipSettings(
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(8),
                            Duration.ofSeconds(2),
                            2,
                            RepeatPause.DEFAULT),
                    timers,
                    new Scripted(),
                    new Told(),
                    event -> {});

    private final class Scripted implements Replicas {
        @Override
        public void join(Consumer<Outcome<Void>> done) {
            calls.add("join");
            joins.add(done);
        }

        @Override
        public void beat(Consumer<Outcome<Boolean>> done) {
            calls.add("beat");
            beats.add(done);
            if (beatByItself) {
                done.accept(new Outcome.Done<>(true));
            }
        }

        @Override
        public void take(int limit, Consumer<Outcome<List<TakenJob>>> done) {
            calls.add("take");
            takes.add(done);
        }

        @Override
        public void leave(Consumer<Outcome<Void>> done) {
            calls.add("leave");
            leaves.add(done);
        }
    }

    private final class Told implements Membership.Member {
        @Override
        public void joined() {
            told.add("joined");
        }

        @Override
        public void recovered() {
            told.add("recovered");
        }

        @Override
        public void gate(boolean open) {
            told.add(open ? "open" : "closed");
        }

        @Override
        public void taken(List<Replicas.TakenJob> jobs, Runnable done) {
            told.add("taken " + jobs.size());
            added.add(done);
        }

        @Override
        public void lost(Runnable done) {
            told.add("lost");
            forgotten.add(done);
        }
    }

    @SuppressWarnings("NullAway") // Void has no other value.
    private static Outcome<Void> yes() {
        return new Outcome.Done<>(null);
    }

    private void join() {
        membership.start();
        joins.getLast().accept(yes());
    }

    private void in() {
        join();
        give(0);
        told.clear();
    }

    private void give(int jobs) {
        List<Replicas.TakenJob> taken = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            taken.add(
                    new Replicas.TakenJob(Samples.job(i, 1), i, 1, 0, Duration.ZERO, 1, 0, false));
        }
        takes.getLast().accept(new Outcome.Done<>(taken));
    }

    @Test
    void joiningOpensTheGateAndTakesBeforeAnythingElse() {
        join();
        assertThat(told).containsExactly("joined", "open");
        assertThat(calls).containsExactly("join", "take");

        give(2);
        assertThat(told).containsExactly("joined", "open", "taken 2");
        assertThat(takes).hasSize(1);
        added.getLast().run();
        assertThat(takes).hasSize(2);
        give(1);
        added.getLast().run();

        assertThat(told).endsWith("taken 1", "recovered");
        timers.pass(1999);
        assertThat(takes).hasSize(2);
        timers.pass(1);
        assertThat(takes).hasSize(3);
    }

    @Test
    void aJoinThatFailsIsRepeated() {
        membership.start();
        joins.getLast().accept(new Outcome.Failed<>("down"));
        timers.pass(100);
        joins.getLast().accept(new Outcome.Unknown<>("lost"));
        timers.pass(200);
        assertThat(joins).hasSize(3);
        assertThat(told).isEmpty();

        joins.getLast().accept(yes());

        assertThat(told).containsExactly("joined", "open");
    }

    @Test
    void itSaysEveryTwoSecondsThatItLives() {
        in();
        timers.pass(10_000);
        assertThat(beats).hasSize(5);
    }

    @Test
    void theGateClosesEightSecondsAfterTheSendingOfTheLastCommittedHeartbeat() {
        beatByItself = false;
        in();
        timers.pass(2000);
        timers.pass(1500);
        beats.getFirst().accept(new Outcome.Done<>(true));
        timers.pass(6499);
        assertThat(told).isEmpty();

        timers.pass(1);

        assertThat(told).containsExactly("closed");
        assertThat(membership.check()).isFalse();
    }

    @Test
    void aHeartbeatThatIsNotKnownToBeCommittedKeepsNothingOpen() {
        beatByItself = false;
        in();
        timers.pass(2000);
        beats.getLast().accept(new Outcome.Unknown<>("lost"));
        timers.pass(2000);
        beats.getLast().accept(new Outcome.Failed<>("down"));
        timers.pass(4000);

        assertThat(told).containsExactly("closed");
    }

    @Test
    void theGateOpensAgainWithTheNextHeartbeat() {
        beatByItself = false;
        in();
        timers.pass(9000);
        told.clear();

        beats.getLast().accept(new Outcome.Done<>(true));

        assertThat(told).containsExactly("open");
    }

    /// After a pause of the process the timer that closes the gate may come after something else.
    @Test
    void lookingClosesTheGateThatATimerHasNotClosedYet() {
        in();
        timers.freeze(Duration.ofSeconds(8));

        assertThat(membership.check()).isFalse();
        assertThat(told).containsExactly("closed");
    }

    @Test
    void anAnswerThatIsOlderThanTheGraceOpensNothing() {
        beatByItself = false;
        in();
        timers.pass(2000);
        timers.freeze(Duration.ofSeconds(9));

        beats.getLast().accept(new Outcome.Done<>(true));

        assertThat(told).containsExactly("closed");
    }

    @Test
    void oneThatIsHeldForDeadForgetsAndJoinsAgainWhenNothingIsUnderWay() {
        beatByItself = false;
        in();
        timers.pass(2000);
        beats.getLast().accept(new Outcome.Done<>(false));
        assertThat(told).containsExactly("closed", "lost");
        assertThat(membership.joined()).isFalse();
        forgotten.getLast().run();
        assertThat(joins).hasSize(1);

        give(2);
        assertThat(joins).hasSize(2);
        assertThat(told).doesNotContain("taken 2");
        joins.getLast().accept(yes());

        assertThat(told).endsWith("joined", "open");
    }

    @Test
    void itDoesNotJoinAgainBeforeEverythingIsForgotten() {
        in();
        beatByItself = false;
        timers.pass(2000);
        give(0);
        beats.getLast().accept(new Outcome.Done<>(false));
        timers.pass(60_000);
        assertThat(joins).hasSize(1);

        forgotten.getLast().run();

        assertThat(joins).hasSize(2);
    }

    @Test
    void aTakeThatFailsIsTriedAgainLater() {
        join();
        takes.getLast().accept(new Outcome.Unknown<>("lost"));
        assertThat(told).doesNotContain("recovered");
        timers.pass(2000);
        give(0);
        assertThat(told).endsWith("recovered");
    }

    @Test
    void leavingIsRepeatedUntilItIsDone() {
        in();
        membership.leave(() -> told.add("left"));
        assertThat(told).containsExactly("closed");
        leaves.getLast().accept(new Outcome.Unknown<>("lost"));
        timers.pass(100);
        leaves.getLast().accept(yes());

        assertThat(told).containsExactly("closed", "left");
        int before = calls.size();
        timers.pass(60_000);
        assertThat(calls).hasSize(before);
    }

    /// Jobs would be given to an identity that has left.
    @Test
    void leavingWaitsForATakeThatIsUnderWay() {
        join();
        membership.leave(() -> told.add("left"));
        assertThat(leaves).isEmpty();

        give(1);

        assertThat(leaves).hasSize(1);
        assertThat(told).doesNotContain("taken 1");
    }

    @Test
    void whoNeverJoinedHasNothingToLeave() {
        membership.leave(() -> told.add("left"));
        assertThat(told).containsExactly("left");
        membership.start();
        assertThat(calls).isEmpty();
    }

    @Test
    void leavingWhileJoiningLeavesTheIdentityThatMayBeThere() {
        membership.start();
        membership.leave(() -> told.add("left"));
        joins.getLast().accept(new Outcome.Unknown<>("lost"));
        assertThat(leaves).hasSize(1);
    }

    @Test
    void leavingBetweenTwoTriesToJoinEndsAtOnceAndTriesNoMore() {
        membership.start();
        joins.getLast().accept(new Outcome.Failed<>("down"));

        membership.leave(() -> told.add("left"));

        assertThat(told).containsExactly("left");
        timers.pass(60_000);
        assertThat(joins).hasSize(1);
        assertThat(leaves).isEmpty();
    }
}
