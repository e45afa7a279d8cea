package dev.pairplane.publishing.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who goes first: tiers, lanes, chains.
class SchedulerOrderTest {

    /// Publishing invariant 24
    @Test
    void tenHighJobsAreAmongTheFirstElevenAfterAHundredLowOnes() {
        var stage = Stage.with(Stage.settings(1, 1_000), "a");
        stage.scheduler.gate(false);
        for (int i = 0; i < 100; i++) {
            stage.submit("a", "low" + i, Tier.LOW);
        }
        for (int i = 0; i < 10; i++) {
            stage.submit("a", "high" + i, Tier.HIGH);
        }
        stage.answers("a", Sent.OK);

        stage.scheduler.gate(true);
        stage.pass(Duration.ofSeconds(1));

        assertThat(stage.sentFingerprints().subList(0, 11))
                .filteredOn(name -> name.startsWith("high"))
                .hasSize(10);
        assertThat(stage.sent).hasSize(110);
    }

    /// Publishing invariant 25
    @Test
    void highWaitsForAttemptsUnderWayAtMost() {
        var stage = Stage.with(Stage.settings(3, 1_000), "a", "b", "c");
        for (int i = 0; i < 30; i++) {
            stage.submit("abc".substring(i % 3, i % 3 + 1), "low" + i, Tier.LOW);
        }
        stage.submit("a", "high", Tier.HIGH);

        stage.answer(Sent.OK);

        assertThat(stage.sent.getLast().fingerprint()).isEqualTo("high");
    }

    /// Publishing invariant 26
    @Test
    void aLowJobGoesOutWithinTenPicksOfEndlessHighLoad() {
        var stage = Stage.with(Stage.settings(1, 1_000), "a");
        stage.submit("a", "high", Tier.HIGH);
        for (int i = 0; i < 100; i++) {
            stage.submit("a", "high" + i, Tier.HIGH);
        }
        stage.submit("a", "low0", Tier.LOW);
        stage.submit("a", "low1", Tier.LOW);

        for (int i = 0; i < 30; i++) {
            stage.answer(Sent.OK);
        }

        var names = stage.sentFingerprints();
        assertThat(names.indexOf("low0")).isEqualTo(11);
        assertThat(names.indexOf("low1")).isEqualTo(22);
    }

    @Test
    void waitingLongRaisesAJobByOneTierAtATime() {
        var stage = Stage.with(Stage.settings(1, 1_000), "a");
        stage.submit("a", "hanging", Tier.HIGH);
        stage.submit("a", "low", Tier.LOW);
        stage.pass(Duration.ofMinutes(5));
        stage.submit("a", "medium", Tier.MEDIUM);
        stage.answer(Sent.OK);
        assertThat(stage.sentFingerprints()).containsExactly("hanging", "low");

        stage.submit("a", "low2", Tier.LOW);
        stage.pass(Duration.ofMinutes(4));
        stage.submit("a", "medium2", Tier.MEDIUM);
        stage.pass(Duration.ofMinutes(1));
        stage.answer(Sent.OK);

        assertThat(stage.sent.getLast().fingerprint()).isEqualTo("medium");
        stage.answer(Sent.OK);
        assertThat(stage.sent.getLast().fingerprint()).isEqualTo("medium2");
    }

    /// Publishing invariant 27
    @Test
    void firstAttemptsOfOneTierAndTargetKeepTheirOrder() {
        var stage = Stage.with(Stage.settings(1, 1_000), "a");
        stage.answers("a", Sent.OK);
        var names = IntStream.range(0, 50).mapToObj(i -> "f" + i).toList();
        names.forEach(name -> stage.submit("a", name, Tier.MEDIUM));

        stage.pass(Duration.ofSeconds(1));

        assertThat(stage.sentFingerprints()).isEqualTo(names);
    }

    /// Publishing invariant 28
    @Test
    void resolvedWaitsForItsFiringThroughRetries() {
        var stage = Stage.with(Stage.SETTINGS, "a");
        stage.answers(
                "a", Duration.ofMillis(10), sent -> sent.number() < 4 ? Sent.status(503) : Sent.OK);
        stage.submit("a", "f", AlertStatus.FIRING, Tier.HIGH);
        var resolved = stage.submit(stage.job("a", "f", AlertStatus.RESOLVED, Tier.LOW, 0));
        assertThat(stage.view(resolved).deferredReason()).contains("ordering");
        assertThat(stage.figures().deferred()).isOne();

        stage.pass(Duration.ofSeconds(10));

        assertThat(stage.sent)
                .extracting(sent -> sent.job().alert().alert().status())
                .containsExactly(
                        AlertStatus.FIRING,
                        AlertStatus.FIRING,
                        AlertStatus.FIRING,
                        AlertStatus.FIRING,
                        AlertStatus.RESOLVED);
    }

    /// Publishing invariant 28
    @Test
    void resolvedGoesOnWhenItsFiringIsGivenUp() {
        var stage = Stage.with(Stage.SETTINGS, "a");
        stage.submit("a", "f", AlertStatus.FIRING, Tier.HIGH);
        stage.submit("a", "f", AlertStatus.RESOLVED, Tier.LOW);
        stage.submit("a", "f", AlertStatus.FIRING, Tier.HIGH);

        stage.answer(Sent.status(400));

        assertThat(stage.sent).hasSize(2);
        assertThat(stage.open.getFirst().job().alert().alert().status())
                .isEqualTo(AlertStatus.RESOLVED);
        stage.answer(Sent.OK);
        assertThat(stage.sent).hasSize(3);
    }

    @Test
    void equalAlertsStartInOrderButDoNotWait() {
        var stage = Stage.with(Stage.SETTINGS, "a");
        stage.submit("a", "f", Tier.LOW);
        stage.submit("a", "f", Tier.LOW);
        stage.submit("a", "g", Tier.LOW);

        assertThat(stage.open).hasSize(3);
        assertThat(stage.sent.get(0).job().id()).isLessThan(stage.sent.get(1).job().id());
    }

    @Test
    void anEarlierJobInheritsTheTierOfTheMostUrgentOneBehindIt() {
        var stage = Stage.with(Stage.settings(1, 1_000), "a");
        stage.submit("a", "hanging", Tier.HIGH);
        stage.submit("a", "medium", Tier.MEDIUM);
        stage.submit("a", "f", AlertStatus.RESOLVED, Tier.LOW);
        stage.submit("a", "f", AlertStatus.FIRING, Tier.HIGH);

        stage.answer(Sent.OK);
        stage.answer(Sent.OK);
        stage.answer(Sent.OK);

        assertThat(stage.sentFingerprints()).containsExactly("hanging", "f", "f", "medium");
    }

    @Test
    void recoveredJobsTakeTheirPlaceByNumber() {
        var stage = Stage.with(Stage.settings(1, 1_000), "a", "b");
        stage.submit("b", "hanging", Tier.HIGH);
        var resolved = stage.job("a", "f", AlertStatus.RESOLVED, Tier.LOW, 3);
        var firing = stage.job("a", "f", AlertStatus.FIRING, Tier.LOW, 3);
        stage.scheduler.add(new QueuedJob(resolved, 200, 1, 0, Duration.ZERO, 1, 0));
        stage.scheduler.add(new QueuedJob(firing, 100, 1, 1, Duration.ofSeconds(7), 1, 0));
        assertThat(stage.view(firing).state()).isEqualTo(JobState.RETRYING);

        stage.answer(Sent.OK);
        assertThat(stage.sent).hasSize(1);
        stage.pass(Duration.ofSeconds(7));

        assertThat(stage.sent.getLast().job()).isEqualTo(firing);
        assertThat(stage.sent.getLast().number()).isEqualTo(2);
        stage.answer(Sent.OK);
        assertThat(stage.sent.getLast().job()).isEqualTo(resolved);
    }

    @Test
    void twoJobsOfOneChainNeverHaveOneNumber() {
        var stage = Stage.with(Stage.SETTINGS, "a");
        var one = stage.job("a", "f", AlertStatus.FIRING, Tier.LOW, 3);
        var other = stage.job("a", "f", AlertStatus.RESOLVED, Tier.LOW, 3);
        stage.scheduler.add(QueuedJob.fresh(one, 5));

        assertThatThrownBy(() -> stage.scheduler.add(QueuedJob.fresh(other, 5)))
                .hasMessageContaining("number 5");
        assertThat(stage.scheduler.view(other.id())).isEmpty();
    }

    /// Publishing invariant 29
    @Test
    void aHangingTargetTakesNoOthersTime() {
        var stage = Stage.with(Stage.settings(10, 10_000), "a", "b");
        stage.answers("a", Duration.ofSeconds(10), _ -> Sent.OK);
        stage.answers("b", Duration.ofMillis(20), _ -> Sent.OK);
        var waits = new ArrayList<Long>();
        for (int i = 0; i < 1_000; i++) {
            stage.submit("a", "a" + i, Tier.HIGH);
            var job = stage.submit("b", "b" + i, Tier.LOW);
            stage.pass(Duration.ofMillis(25));
            waits.add(stage.view(job).waited().orElseThrow().toMillis());
        }

        assertThat(waits).containsOnly(0L);
        assertThat(stage.lane("a").active()).isEqualTo(5);
    }

    @Test
    void theLastWorkerIsForLanesWithNothingInFlight() {
        var stage = Stage.with(Stage.settings(4, 1_000), "a");
        for (int i = 0; i < 10; i++) {
            stage.submit("a", "a" + i, Tier.HIGH);
        }
        assertThat(stage.open).hasSize(3);
        stage.targets(Stage.target("a"), Stage.target("b"));

        stage.submit("b", "b", Tier.LOW);

        assertThat(stage.sent.getLast().fingerprint()).isEqualTo("b");
        assertThat(stage.lane("a").concurrency()).isEqualTo(2);
    }

    @Test
    void lanesOfOneTierTakeTurns() {
        var stage = Stage.with(Stage.settings(1, 1_000), "a", "b", "c");
        stage.scheduler.gate(false);
        for (String name : List.of("a", "a", "a", "b", "b", "c")) {
            stage.submit(name, name, Tier.MEDIUM);
            stage.submit(name, name, Tier.MEDIUM);
            stage.answers(name, Sent.OK);
        }

        stage.scheduler.gate(true);
        stage.pass(Duration.ofSeconds(1));

        assertThat(String.join("", stage.sentFingerprints())).startsWith("abcabcab");
    }

    @Test
    void aTargetsOwnConcurrencyWins() {
        var stage = new Stage(Stage.SETTINGS);
        stage.targets(Stage.target("a", true, 1, OptionalInt.of(2)));
        stage.scheduler.gate(true);
        for (int i = 0; i < 5; i++) {
            stage.submit("a", "a" + i, Tier.HIGH);
        }

        assertThat(stage.open).hasSize(2);
    }
}
