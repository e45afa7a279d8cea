package dev.pairplane.publishing.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.publishing.core.breaker.CircuitBreaker.Permit;
import dev.pairplane.publishing.core.breaker.CircuitBreaker.State;
import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private static final long PAUSE = Duration.ofSeconds(30).toNanos();

    private final CircuitBreaker breaker = new CircuitBreaker(BreakerSettings.DEFAULT);

    /// Publishing invariant 43
    @Test
    void opensAfterFiveFailuresInARow() {
        fail(4, 0);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);

        fail(1, 7);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.trips()).isOne();
        assertThat(breaker.failures()).isEqualTo(5);
        assertThat(breaker.openedAt()).hasValue(7);
        assertThat(breaker.nextProbeAt()).hasValue(7 + PAUSE);
        assertThat(breaker.permits()).isFalse();
        assertThatThrownBy(breaker::begin).hasMessageContaining("open");
    }

    /// Publishing invariant 44
    @Test
    void aSuccessBeginsTheCountAnew() {
        fail(4, 0);
        breaker.end(breaker.begin(), Vote.SUCCESS, 0);
        fail(4, 0);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(breaker.failures()).isEqualTo(4);
    }

    /// Publishing invariants 49 and 50
    @Test
    void neutralResultsNeitherCountNorBeginTheCountAnew() {
        fail(4, 0);
        for (int i = 0; i < 10; i++) {
            breaker.end(breaker.begin(), Vote.NEUTRAL, 0);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);

        fail(1, 0);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    /// Publishing invariant 46
    @Test
    void letsOneProbeGoAtATimeWhenThePauseIsOver() {
        fail(5, 0);
        assertThat(breaker.elapse(PAUSE - 1)).isEmpty();

        assertThat(breaker.elapse(PAUSE))
                .contains(new CircuitBreaker.Change(State.OPEN, State.HALF_OPEN));
        var probe = breaker.begin();

        assertThat(probe.probe()).isTrue();
        assertThat(breaker.permits()).isFalse();
        breaker.end(probe, Vote.SUCCESS, PAUSE);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.successes()).isOne();
        assertThat(breaker.permits()).isTrue();
    }

    /// Publishing invariant 47
    @Test
    void closesAfterTwoProbesAndOpensAgainAfterAFailedOne() {
        fail(5, 0);
        breaker.elapse(PAUSE);
        breaker.end(breaker.begin(), Vote.SUCCESS, PAUSE);

        breaker.end(breaker.begin(), Vote.FAILURE, PAUSE + 1);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.trips()).isOne();
        assertThat(breaker.nextProbeAt()).hasValue(2 * PAUSE + 1);

        breaker.elapse(2 * PAUSE + 1);
        breaker.end(breaker.begin(), Vote.SUCCESS, 0);
        assertThat(breaker.end(breaker.begin(), Vote.SUCCESS, 0))
                .contains(new CircuitBreaker.Change(State.HALF_OPEN, State.CLOSED));
        assertThat(breaker.recoveries()).isOne();
        assertThat(breaker.failures()).isZero();
        assertThat(breaker.openedAt()).isEmpty();
    }

    /// Publishing invariant 47
    @Test
    void aNeutralProbeLeavesItHalfOpenAndTheNextOneFree() {
        fail(5, 0);
        breaker.elapse(PAUSE);

        assertThat(breaker.end(breaker.begin(), Vote.NEUTRAL, PAUSE)).isEmpty();

        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.permits()).isTrue();
    }

    /// Publishing invariant 46
    @Test
    void lateResultsNeitherSetTheClockBackNorCloseIt() {
        var late = new ArrayList<Permit>();
        for (int i = 0; i < 6; i++) {
            late.add(breaker.begin());
        }
        fail(5, 0);

        assertThat(breaker.end(late.get(0), Vote.FAILURE, PAUSE - 1)).isEmpty();
        assertThat(breaker.end(late.get(1), Vote.SUCCESS, PAUSE - 1)).isEmpty();
        assertThat(breaker.nextProbeAt()).hasValue(PAUSE);
        breaker.elapse(PAUSE);
        var probe = breaker.begin();
        breaker.end(late.get(2), Vote.SUCCESS, PAUSE);
        breaker.end(late.get(3), Vote.FAILURE, PAUSE);

        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.successes()).isZero();
        assertThat(breaker.permits()).isFalse();
        breaker.end(probe, Vote.SUCCESS, PAUSE);
        breaker.end(breaker.begin(), Vote.SUCCESS, PAUSE);
        for (int i = 0; i < 5; i++) {
            breaker.end(late.get(4), Vote.FAILURE, PAUSE);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(breaker.failures()).isZero();
    }

    @Test
    void aResetClosesItAndForgets() {
        fail(5, 0);
        breaker.elapse(PAUSE);
        var probe = breaker.begin();

        assertThat(breaker.reset())
                .contains(new CircuitBreaker.Change(State.HALF_OPEN, State.CLOSED));
        breaker.end(probe, Vote.FAILURE, PAUSE);

        assertThat(breaker.failures()).isZero();
        assertThat(breaker.trips()).isOne();
        assertThat(breaker.recoveries()).isZero();
        assertThat(breaker.reset()).isEmpty();
        fail(5, PAUSE);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    /// Every state meets every event, by chance; a plain description of the rules walks along.
    @Test
    void behavesAsItsRulesSayWhateverHappens() throws Exception {
        Seeds.simulation(
                0.02,
                seeds -> {
                    var random = seeds.random("walk");
                    var settings =
                            new BreakerSettings(
                                    1 + random.nextInt(5),
                                    1 + random.nextInt(3),
                                    Duration.ofNanos(1 + random.nextInt(20)));
                    var walked = new CircuitBreaker(settings);
                    var model = new ModelledBreaker(settings);
                    var open = new ArrayList<Permit>();
                    for (long now = 0; now < 500; now++) {
                        switch (random.nextInt(6)) {
                            case 0, 1 -> {
                                assertThat(walked.permits()).isEqualTo(model.permits());
                                if (walked.permits()) {
                                    open.add(walked.begin());
                                    model.begin(open.size() - 1);
                                }
                            }
                            case 2, 3 -> {
                                if (!open.isEmpty()) {
                                    int which = random.nextInt(open.size());
                                    var vote = List.of(Vote.values()).get(random.nextInt(3));
                                    walked.end(open.remove(which), vote, now);
                                    model.end(which, vote, now);
                                }
                            }
                            case 4 -> {
                                walked.elapse(now);
                                model.elapse(now);
                            }
                            default -> {
                                if (random.nextInt(20) == 0) {
                                    walked.reset();
                                    model.reset();
                                }
                            }
                        }
                        assertThat(walked.state()).as("at %d", now).isEqualTo(model.state);
                        assertThat(walked.trips()).isEqualTo(model.trips);
                        assertThat(walked.recoveries()).isEqualTo(model.recoveries);
                    }
                });
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        var second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new BreakerSettings(0, 1, second)).hasMessageContaining("0 and 1");
        assertThatThrownBy(() -> new BreakerSettings(1, 0, second)).hasMessageContaining("1 and 0");
        assertThatThrownBy(() -> new BreakerSettings(1, 1, Duration.ZERO))
                .hasMessageContaining("longer than zero");
    }

    private void fail(int times, long now) {
        for (int i = 0; i < times; i++) {
            breaker.end(breaker.begin(), Vote.FAILURE, now);
        }
    }
}
