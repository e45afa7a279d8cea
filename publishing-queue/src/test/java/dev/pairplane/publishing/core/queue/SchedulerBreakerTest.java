package dev.pairplane.publishing.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.breaker.CircuitBreaker;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A breaker among jobs.
class SchedulerBreakerTest {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Stage stage = Stage.with(Stage.settings(64, 1_000), "a");

    /// Publishing invariants 43, 45 and 48
    @Test
    void fiveFailuresStopTheLaneAndCostTheOthersNothing() {
        trip();
        var sent = stage.sent.size();
        var waiting =
                IntStream.range(0, 100)
                        .mapToObj(i -> stage.submit("a", "w" + i, Tier.MEDIUM))
                        .toList();

        stage.pass(PAUSE.minusNanos(1));

        assertThat(stage.sent).hasSize(sent);
        assertThat(stage.lane("a").breaker().state()).isEqualTo("open");
        assertThat(stage.lane("a").breaker().trips()).isOne();
        assertThat(stage.figures().failed()).isZero();
        assertThat(stage.figures().deferred()).isEqualTo(105);
        assertThat(stage.figures().admitted().values()).containsOnly(0);
        for (Job job : waiting) {
            assertThat(stage.view(job).attempts()).isZero();
            assertThat(stage.view(job).deferredReason()).contains("circuit_open");
        }
    }

    /// Publishing invariants 46 and 47
    @Test
    void sendsOneProbeAtATimeAndThenEverything() {
        trip();
        for (int i = 0; i < 100; i++) {
            stage.submit("a", "w" + i, i == 50 ? Tier.HIGH : Tier.MEDIUM);
        }

        stage.pass(PAUSE);
        assertThat(stage.open).hasSize(1);
        assertThat(stage.open.getFirst().fingerprint()).isEqualTo("w50");
        assertThat(stage.lane("a").breaker().state()).isEqualTo("half-open");
        stage.answer(Sent.OK);
        assertThat(stage.open).hasSize(1);
        stage.answer(Sent.OK);

        assertThat(stage.lane("a").breaker().state()).isEqualTo("closed");
        assertThat(stage.lane("a").breaker().recoveries()).isOne();
        assertThat(stage.open).hasSize(63);
        while (!stage.open.isEmpty()) {
            stage.answer(Sent.OK);
        }
        assertThat(stage.figures().completed()).isEqualTo(105);
        assertThat(stage.figures().waiting().values()).containsOnly(0);
    }

    /// Publishing invariants 47 and 48
    @Test
    void aFailedProbeCostsItsJobNoRetry() {
        trip();
        var job = stage.submit("a", "probe", Tier.HIGH);
        for (int i = 0; i < 20; i++) {
            stage.pass(PAUSE);
            stage.answer(Sent.status(503));
            assertThat(stage.lane("a").breaker().state()).isEqualTo("open");
        }

        assertThat(stage.figures().failed()).isZero();
        assertThat(stage.scheduler.view(job.id()).orElseThrow().attempts()).isZero();
    }

    @Test
    void probesAreNotAlwaysOfTheSameJob() {
        trip();
        stage.pass(PAUSE);
        var first = stage.answer(Sent.status(500));
        stage.pass(PAUSE);

        assertThat(stage.open.getFirst().job()).isNotEqualTo(first.job());
    }

    @Test
    void aProbeThatSaysNothingFreesItsPlace() {
        trip();
        stage.pass(PAUSE);

        stage.answer(Sent.status(400));

        assertThat(stage.lane("a").breaker().state()).isEqualTo("half-open");
        assertThat(stage.open).hasSize(1);
    }

    /// Publishing invariant 46
    @Test
    void lateFailuresDoNotSetTheClockBack() {
        for (int i = 0; i < 7; i++) {
            stage.submit("a", "f" + i, Tier.MEDIUM);
        }
        var late = List.copyOf(stage.open).subList(5, 7);
        for (Sent one : List.copyOf(stage.open).subList(0, 5)) {
            stage.answer(one, Sent.status(503));
        }
        var probeAt = stage.lane("a").breaker().nextProbeAt();

        stage.pass(Duration.ofSeconds(20));
        stage.answer(late.getFirst(), Sent.status(503));
        stage.answer(late.getLast(), Sent.OK);

        assertThat(stage.lane("a").breaker().nextProbeAt()).isEqualTo(probeAt);
        assertThat(stage.lane("a").breaker().state()).isEqualTo("open");
        assertThat(stage.figures().completed()).isOne();
    }

    /// Publishing invariant 49
    @Test
    void refusedMessagesDoNotTripAndMissingPagesDo() {
        stage.answers("a", Sent.status(400));
        for (int i = 0; i < 10; i++) {
            stage.submit("a", "bad" + i, Tier.MEDIUM);
        }
        stage.pass(Duration.ZERO);
        assertThat(stage.lane("a").breaker().state()).isEqualTo("closed");

        stage.answers("a", Sent.status(404));
        for (int i = 0; i < 5; i++) {
            stage.submit("a", "gone" + i, Tier.MEDIUM);
        }
        stage.pass(Duration.ZERO);

        assertThat(stage.lane("a").breaker().state()).isEqualTo("open");
        assertThat(stage.figures().failed()).isEqualTo(15);
    }

    /// Publishing invariant 51
    @Test
    void breakersOfOtherTargetsStayClosed() {
        stage.targets(Stage.target("a"), Stage.target("b"));
        stage.answers("b", Sent.OK);
        trip();

        var job = stage.submit("b", "f", Tier.LOW);
        stage.pass(Duration.ZERO);

        assertThat(stage.view(job).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(stage.lane("b").breaker().state()).isEqualTo("closed");
    }

    @Test
    void aResetLetsTheLaneGoAtOnce() {
        trip();
        stage.submit("a", "f", Tier.MEDIUM);
        assertThat(stage.scheduler.resetBreaker("nobody")).isFalse();

        assertThat(stage.scheduler.resetBreaker("a")).isTrue();

        assertThat(stage.open).hasSize(1);
        assertThat(stage.lane("a").breaker().state()).isEqualTo("closed");
    }

    /// Publishing invariant 53
    @Test
    void aChangedTargetBeginsWithAClosedBreaker() {
        trip();
        stage.submit("a", "f", Tier.MEDIUM);
        stage.targets(Stage.target("a"));
        assertThat(stage.open).isEmpty();

        stage.targets(Stage.target("a", true, 2, OptionalInt.empty()));

        assertThat(stage.open).hasSize(1);
        assertThat(stage.open.getFirst().target().generation()).isEqualTo(2);
    }

    @Test
    void aChangedTargetIsNoLongerLeftAlone() {
        stage.submit("a", "f", Tier.MEDIUM);
        stage.submit("a", "g", Tier.MEDIUM);
        var late = stage.open.getLast();
        stage.answer(Sent.status(429, Duration.ofMinutes(5)));
        assertThat(stage.lane("a").heldUntil())
                .contains(stage.time.now().plus(Duration.ofMinutes(5)));

        stage.targets(Stage.target("a", true, 2, OptionalInt.empty()));
        stage.answer(late, Sent.status(429, Duration.ofMinutes(5)));

        assertThat(stage.lane("a").heldUntil()).isEmpty();
        assertThat(stage.open).hasSize(2);
    }

    /// Or it would be shown as open for a target that comes back, until its breaker moves.
    @Test
    void aTargetThatIsForgottenTakesItsBreakerAlong() {
        trip();
        stage.targets();

        stage.pass(Duration.ofMinutes(11));

        assertThat(stage.figures().lanes()).isEmpty();
        assertThat(stage.events(QueueEvent.BreakerChanged.class))
                .last()
                .extracting(QueueEvent.BreakerChanged::to)
                .isEqualTo(CircuitBreaker.State.CLOSED);
    }

    /// Opens the breaker with five jobs that fail once each and then wait.
    private void trip() {
        for (int i = 0; i < 5; i++) {
            stage.submit("a", "t" + i, Tier.LOW);
        }
        for (int i = 0; i < 5; i++) {
            stage.answer(Sent.status(503));
        }
        assertThat(stage.events(QueueEvent.BreakerChanged.class))
                .last()
                .isEqualTo(
                        new QueueEvent.BreakerChanged(
                                "a",
                                CircuitBreaker.State.CLOSED,
                                CircuitBreaker.State.OPEN,
                                "HTTP 503"));
    }
}
