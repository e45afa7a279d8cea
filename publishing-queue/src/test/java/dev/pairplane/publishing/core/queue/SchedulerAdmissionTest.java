package dev.pairplane.publishing.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Room: places, bytes, backlogs.
class SchedulerAdmissionTest {

    /// Publishing invariant 18
    @Test
    void aFullTierRefusesAndTheOthersDoNot() {
        var stage = Stage.with(Stage.settings(1, 5), "a");
        stage.scheduler.gate(false);
        for (int i = 0; i < 5; i++) {
            stage.submit("a", "f" + i, Tier.MEDIUM);
        }

        var refused = stage.scheduler.admit(Tier.MEDIUM, List.of(Stage.target("a")), true, 100);

        assertThat(refused).isEqualTo(new Admission.Full("medium", Duration.ofSeconds(30)));
        assertThat(stage.events).last().isEqualTo(new QueueEvent.Refused(Tier.MEDIUM, "medium"));
        stage.submit("a", "high", Tier.HIGH);
        stage.submit("a", "low", Tier.LOW);
        assertThat(stage.figures().admitted())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Tier.HIGH, 1, Tier.MEDIUM, 5, Tier.LOW, 1));
    }

    /// Publishing invariants 18 and 19
    @Test
    void aSubmissionGetsAllOfItsPlacesOrNone() {
        var stage = Stage.with(Stage.settings(1, 2), "a", "b", "c");
        var all = List.of(Stage.target("a"), Stage.target("b"), Stage.target("c"));
        stage.scheduler.gate(false);
        stage.submit("a", "f", Tier.LOW);

        var admitted = (Admission.Admitted) stage.scheduler.admit(Tier.LOW, all, false, 100);

        assertThat(admitted.targets()).hasSize(3);
        assertThat(admitted.bytes()).isEqualTo(300);
        assertThat(stage.scheduler.admit(Tier.LOW, all, false, 100))
                .isInstanceOf(Admission.Full.class);
        stage.scheduler.giveBack(admitted);
        assertThat(stage.figures().waiting().get(Tier.LOW)).isOne();
        assertThat(stage.scheduler.admit(Tier.LOW, all, false, 100))
                .isInstanceOf(Admission.Admitted.class);
        assertThatThrownBy(() -> stage.scheduler.giveBack(admitted))
                .hasMessageContaining("not promised");
    }

    @Test
    void placesOfJobsThatOthersWorkAreGivenBack() {
        var stage = Stage.with(Stage.settings(1, 2), "a", "b");
        var all = List.of(Stage.target("a"), Stage.target("b"));
        stage.scheduler.gate(false);
        var admitted = (Admission.Admitted) stage.scheduler.admit(Tier.LOW, all, false, 100);

        var job = stage.job("a", "f", AlertStatus.FIRING, Tier.LOW, 3);
        stage.scheduler.add(admitted, List.of(QueuedJob.fresh(job, 1)));

        assertThat(stage.figures().admitted().get(Tier.LOW)).isOne();
        assertThat(stage.figures().submitted()).isOne();
        assertThat(stage.figures().bytes()).isEqualTo(100);
        stage.submit("a", "g", Tier.LOW);
        assertThat(stage.scheduler.admit(Tier.LOW, all, false, 100))
                .isInstanceOf(Admission.Full.class);
    }

    @Test
    void retriesKeepTheirPlaceAndJobsInFlightHaveNone() {
        var stage = Stage.with(Stage.settings(1, 1), "a");
        stage.submit("a", "f", Tier.LOW);
        stage.submit("a", "g", Tier.LOW);
        assertThat(stage.figures().admitted().get(Tier.LOW)).isOne();

        stage.answer(Sent.status(503));

        assertThat(stage.figures().admitted().get(Tier.LOW)).isOne();
        assertThat(stage.figures().retrying()).isOne();
        assertThat(stage.scheduler.admit(Tier.LOW, List.of(Stage.target("a")), true, 1))
                .isInstanceOf(Admission.Full.class);
    }

    @Test
    void recoveredJobsAreTakenWhateverRoomThereIs() {
        var stage = Stage.with(Stage.settings(1, 2), "a");
        stage.scheduler.gate(false);
        for (int i = 0; i < 10; i++) {
            stage.scheduler.add(
                    new QueuedJob(
                            stage.job("a", "f" + i, AlertStatus.FIRING, Tier.LOW, 3),
                            i,
                            1,
                            0,
                            Duration.ZERO,
                            1,
                            0));
        }
        var a = List.of(Stage.target("a"));
        assertThat(stage.figures().waiting().get(Tier.LOW)).isEqualTo(10);
        assertThat(stage.figures().submitted()).isZero();
        assertThat(stage.scheduler.admit(Tier.LOW, a, true, 1)).isInstanceOf(Admission.Full.class);

        stage.answers("a", Sent.OK);
        stage.scheduler.gate(true);
        stage.pass(Duration.ofSeconds(1));

        assertThat(stage.scheduler.admit(Tier.LOW, a, true, 1))
                .isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void aJobThatIsThereAlreadyIsIgnored() {
        var stage = Stage.with(Stage.SETTINGS, "a");
        var job = stage.submit("a", "f", Tier.LOW);

        stage.scheduler.add(QueuedJob.fresh(job, 77));

        assertThat(stage.sent).hasSize(1);
        assertThat(stage.events).last().isEqualTo(new QueueEvent.AlreadyThere(job.id()));
    }

    @Test
    void saysWhenThereWillBeRoomByTheRateAtWhichJobsEnd() {
        var stage = Stage.with(Stage.settings(1, 5), "a");
        stage.answers("a", Duration.ofMillis(500), _ -> Sent.OK);
        for (int i = 0; i < 6; i++) {
            stage.submit("a", "f" + i, Tier.MEDIUM);
        }
        for (int i = 0; i < 30; i++) {
            stage.pass(Duration.ofMillis(500));
            stage.submit("a", "g" + i, Tier.MEDIUM);
        }

        var full = stage.scheduler.admit(Tier.MEDIUM, List.of(Stage.target("a")), true, 100);

        assertThat(full).isEqualTo(new Admission.Full("medium", Duration.ofSeconds(1)));
    }

    @Test
    void bytesAreLimitedOverAllTiers() {
        var few =
                new SchedulerSettings(
                        1,
                        Stage.SETTINGS.capacity(),
                        1_000,
                        10,
                        10,
                        Duration.ofMinutes(5),
                        Duration.ofHours(24),
                        Stage.SETTINGS.tierMaxAge(),
                        Duration.ZERO,
                        3,
                        3,
                        Stage.SETTINGS.retries(),
                        Stage.SETTINGS.breaker());
        var stage = Stage.with(few, "a");
        var a = List.of(Stage.target("a"));
        for (int i = 0; i < 9; i++) {
            stage.submit("a", "f" + i, Tier.LOW);
        }
        assertThat(stage.figures().bytes()).isEqualTo(900);

        assertThat(stage.scheduler.admit(Tier.HIGH, a, true, 101))
                .isInstanceOfSatisfying(
                        Admission.Full.class, full -> assertThat(full.what()).isEqualTo("bytes"));
        assertThat(stage.scheduler.admit(Tier.HIGH, a, true, 100))
                .isInstanceOf(Admission.Admitted.class);
        assertThat(stage.scheduler.admit(Tier.HIGH, a, true, 1)).isInstanceOf(Admission.Full.class);
        stage.answer(Sent.OK);
        assertThat(stage.figures().bytes()).isEqualTo(800);
        assertThat(stage.scheduler.admit(Tier.HIGH, a, true, 1))
                .isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void oneAlertMayAlwaysBeHeldHoweverLargeItIs() {
        var stage = Stage.with(Stage.SETTINGS, "a");

        var admission =
                stage.scheduler.admit(
                        Tier.HIGH, List.of(Stage.target("a")), true, Integer.MAX_VALUE);

        assertThat(admission).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void aCrowdedTargetIsLeftOutOfBroadcastsAndRefusedByName() {
        var few =
                new SchedulerSettings(
                        1,
                        Stage.SETTINGS.capacity(),
                        1_000_000,
                        10,
                        10,
                        Duration.ofMinutes(5),
                        Duration.ofHours(24),
                        Stage.SETTINGS.tierMaxAge(),
                        Duration.ZERO,
                        3,
                        3,
                        Stage.SETTINGS.retries(),
                        Stage.SETTINGS.breaker());
        var stage = new Stage(few);
        var a = Stage.target("a", false, 1, OptionalInt.empty());
        var b = Stage.target("b");
        stage.targets(a, b);
        for (int i = 0; i < 10; i++) {
            stage.submit("a", "f" + i, Tier.LOW);
        }
        assertThat(stage.figures().admitted().get(Tier.LOW)).isZero();
        assertThat(stage.figures().waiting().get(Tier.LOW)).isEqualTo(10);

        assertThat(stage.scheduler.admit(Tier.LOW, List.of(a), true, 1))
                .isEqualTo(new Admission.Full("a", Duration.ofSeconds(30)));
        assertThat(stage.scheduler.admit(Tier.LOW, List.of(a), false, 1))
                .isEqualTo(new Admission.Full("a", Duration.ofSeconds(30)));
        assertThat(stage.scheduler.admit(Tier.LOW, List.of(a, b), false, 1))
                .isInstanceOfSatisfying(
                        Admission.Admitted.class,
                        admitted -> {
                            assertThat(admitted.targets()).containsExactly(b);
                            assertThat(admitted.skipped())
                                    .extracting(skipped -> skipped.reason())
                                    .containsExactly("target_backlog_full");
                        });
    }

    /// Publishing invariant 99
    @Test
    void figuresAreZeroAgainAfterTheLastJob() {
        var stage = Stage.with(Stage.settings(3, 100), "a", "b");
        stage.answers(
                "a",
                Duration.ofMillis(30),
                sent -> sent.number() == 1 ? Sent.status(503) : Sent.OK);
        stage.answers("b", Duration.ofMillis(30), _ -> Sent.OK);
        for (int i = 0; i < 30; i++) {
            stage.submit(
                    i % 2 == 0 ? "a" : "b",
                    "f" + i % 7,
                    i % 3 == 0 ? AlertStatus.RESOLVED : AlertStatus.FIRING,
                    Tier.LOW);
        }
        stage.pass(Duration.ofMinutes(5));

        var figures = stage.figures();
        assertThat(figures.completed()).isEqualTo(30);
        assertThat(figures.waiting().values()).containsOnly(0);
        assertThat(figures.admitted().values()).containsOnly(0);
        assertThat(figures.active()).isZero();
        assertThat(figures.retrying()).isZero();
        assertThat(figures.deferred()).isZero();
        assertThat(figures.bytes()).isZero();
        assertThat(figures.oldest()).isEmpty();
    }

    @Test
    void tellsTheAgeOfTheOldestWaitingJob() {
        var stage = Stage.with(Stage.settings(1, 100), "a");
        stage.submit("a", "flying", Tier.LOW);
        stage.pass(Duration.ofSeconds(5));
        stage.submit("a", "waiting", Tier.LOW);
        stage.pass(Duration.ofSeconds(3));

        assertThat(stage.figures().oldest()).isEqualTo(Map.of(Tier.LOW, Duration.ofSeconds(3)));
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> Stage.settings(0, 1)).hasMessageContaining("workers");
        assertThatThrownBy(() -> Stage.settings(1, 0)).hasMessageContaining("capacity of");
        assertThatThrownBy(() -> Stage.settings(1, 1, Map.of(Tier.LOW, Duration.ofHours(1))))
                .hasMessageContaining("no max age for high");
        var zero =
                Map.of(
                        Tier.HIGH,
                        Duration.ZERO,
                        Tier.MEDIUM,
                        Duration.ZERO,
                        Tier.LOW,
                        Duration.ZERO);
        assertThatThrownBy(() -> Stage.settings(1, 1, zero)).hasMessageContaining("max age of");
    }
}
