package dev.pairplane.publishing.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.journal.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is left of alerts that came and went while nothing could be sent.
class SchedulerCollapseTest {
    private final Stage stage = new Stage(Stage.settings(64, 10_000));

    SchedulerCollapseTest() {
        open();
        stage.scheduler.gate(true);
    }

    private void open() {
        target(true, true);
    }

    private void close() {
        target(false, true);
    }

    private void target(boolean enabled, boolean collapsePairs) {
        stage.targets(Stage.target("a", enabled, 1, OptionalInt.empty(), collapsePairs));
    }

    private Job submit(char status) {
        return stage.submit(job("f", status));
    }

    private Job job(String fingerprint, char status) {
        var meant = status == 'F' ? AlertStatus.FIRING : AlertStatus.RESOLVED;
        return stage.job("a", fingerprint, meant, Tier.MEDIUM, 3);
    }

    private List<Job> submit(String statuses) {
        var jobs = new ArrayList<Job>();
        statuses.chars().forEach(status -> jobs.add(submit((char) status)));
        return jobs;
    }

    /// The target takes everything from now on.
    private void takeAll() {
        stage.answers("a", Sent.OK);
        List.copyOf(stage.open).forEach(one -> stage.answer(one, Sent.OK));
        stage.pass(Duration.ofMinutes(2));
    }

    private boolean collapsed(Job job) {
        return stage.last(job).filter(Change.Collapsed.class::isInstance).isPresent();
    }

    private String left(List<Job> jobs) {
        return IntStream.range(0, jobs.size())
                .filter(i -> !collapsed(jobs.get(i)))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" "));
    }

    /// @param begun what is tried in vain before the target is switched off; `-` for nothing
    /// @param waiting what comes while it is
    /// @param left which of those are sent, by number
    @ParameterizedTest
    @CsvSource({
        "-, F, 0",
        "-, R, 0",
        "-, FR, 1",
        "-, RF, 0 1",
        "-, FF, 0 1",
        "-, RR, 0 1",
        "-, FFR, 2",
        "-, FRR, 2",
        "-, RFR, 0 2",
        "-, FRF, 1 2",
        "-, FRFR, 3",
        "-, FRFRF, 3 4",
        "-, FRRFR, 2 4",
        "-, RFRFRF, 0 4 5",
        "-, FFRFFR, 5",
        "F, R, 0",
        "F, FR, 0 1",
        "F, RFR, 0 1 2",
        "R, FR, 1",
        "R, FRFR, 3"
    })
    void whatALaterResolvedSaysTooIsDropped(String begun, String waiting, String left) {
        var before = begun.equals("-") ? List.<Job>of() : submit(begun);
        before.forEach(_ -> stage.answer(Sent.status(500)));
        close();
        var jobs = submit(waiting);

        open();
        takeAll();

        assertThat(left(jobs)).isEqualTo(left);
        assertThat(before).noneMatch(this::collapsed);
        for (Job job : jobs) {
            boolean sent = stage.sent.stream().anyMatch(one -> one.job().equals(job));
            assertThat(sent).isNotEqualTo(collapsed(job));
            assertThat(stage.view(job).state())
                    .isEqualTo(sent ? JobState.SUCCEEDED : JobState.COLLAPSED);
            assertThat(stage.view(job).completedAt()).isPresent();
        }
        assertThat(stage.sent.getLast().job().alert().alert().status())
                .isEqualTo(
                        (begun + waiting).endsWith("F")
                                ? AlertStatus.FIRING
                                : AlertStatus.RESOLVED);
        var figures = stage.figures();
        assertThat(figures.waiting().values()).containsOnly(0);
        assertThat(figures.deferred()).isZero();
        assertThat(figures.bytes()).isZero();
        assertThat(figures.completed() + figures.collapsed())
                .isEqualTo(before.size() + jobs.size());
    }

    @Test
    void whatTheTargetWasToldBeforeIsEndedByWhatIsLeft() {
        submit("F");
        stage.answer(Sent.OK);
        close();
        var jobs = submit("FR");

        open();
        takeAll();

        assertThat(left(jobs)).isEqualTo("1");
        assertThat(stage.sent.getLast().job()).isEqualTo(jobs.getLast());
    }

    @Test
    void nothingIsDroppedUnlessTheTargetWantsIt() {
        target(false, false);
        var jobs = submit("FRFR");

        target(true, false);
        takeAll();

        assertThat(left(jobs)).isEqualTo("0 1 2 3");
        assertThat(stage.figures().collapsed()).isZero();
        assertThat(stage.events(QueueEvent.LaneCollapsed.class)).isEmpty();
    }

    @Test
    void nothingIsDroppedWhileTheLaneIsOpen() {
        stage.submit("a", "hanging", Tier.HIGH);
        var jobs = submit("FRFR");
        takeAll();

        assertThat(left(jobs)).isEqualTo("0 1 2 3");
    }

    /// An attempt that did not count leaves no trace in the number of attempts.
    @Test
    void aFiringThatWasThrottledHasBegun() {
        var first = submit('F');
        stage.answer(Sent.status(429, Duration.ofSeconds(9)));
        var jobs = submit("FR");
        assertThat(stage.view(first).attempts()).isZero();

        takeAll();

        assertThat(collapsed(first)).isFalse();
        assertThat(left(jobs)).isEqualTo("0 1");
    }

    @Test
    void whatSomebodyAskedForByHandIsSent() {
        close();
        var jobs = new ArrayList<Job>();
        jobs.add(stage.submit(Stage.replay(job("f", 'F'))));
        jobs.add(submit('R'));
        var others = List.of(job("g", 'F'), Stage.replay(job("g", 'R')), job("g", 'R'));
        others.forEach(stage::submit);

        open();
        takeAll();

        assertThat(left(jobs)).isEqualTo("0 1");
        assertThat(left(others)).isEqualTo("0 1 2");
    }

    @Test
    void whatAnotherReplicaHadIsSentAndWhatOneHandedOverIsNot() {
        close();
        var taken = List.of(job("f", 'F'), job("f", 'R'));
        var handed = List.of(job("g", 'F'), job("g", 'R'));
        taken.forEach(job ->
                stage.scheduler.add(
                        new QueuedJob(job, stage.nextSeq(), 1, 0, Duration.ZERO, 0, 0)));
        handed.forEach(job -> stage.scheduler.add(QueuedJob.fresh(job, stage.nextSeq())));

        open();
        takeAll();

        assertThat(left(taken)).isEqualTo("0 1");
        assertThat(left(handed)).isEqualTo("1");
    }

    @Test
    void aBreakerThatClosesAndAHoldThatEndsOpenTheLaneToo() {
        for (int i = 0; i < 5; i++) {
            stage.submit("a", "t" + i, Tier.HIGH);
        }
        for (int i = 0; i < 5; i++) {
            stage.answer(Sent.status(503));
        }
        var jobs = submit("FRFR");
        stage.pass(Duration.ofSeconds(30));
        assertThat(left(jobs)).isEqualTo("0 1 2 3");
        stage.answer(Sent.OK);
        stage.answer(Sent.OK);
        assertThat(left(jobs)).isEqualTo("3");
        takeAll();

        stage.answers("a", Sent.status(429, Duration.ofSeconds(9)), Sent.OK);
        stage.submit("a", "throttled", Tier.HIGH);
        stage.pass(Duration.ofSeconds(1));
        var held = submit("FR");
        stage.pass(Duration.ofSeconds(9));

        assertThat(left(held)).isEqualTo("1");
        assertThat(stage.events(QueueEvent.LaneCollapsed.class))
                .containsExactly(
                        new QueueEvent.LaneCollapsed("a", 2, 1),
                        new QueueEvent.LaneCollapsed("a", 1, 0));
    }

    @Test
    void manyAreLookedAtSomeAtATimeAndWhatComesMeanwhileIsNot() {
        close();
        var jobs = new ArrayList<Job>();
        for (int i = 0; i < 2_000; i++) {
            jobs.add(stage.submit(job("f" + i, 'F')));
            jobs.add(stage.submit(job("f" + i, 'R')));
        }

        open();
        int atOnce = stage.changes.size();
        assertThat(stage.sent).isEmpty();
        var late = List.of(job("late", 'F'), job("late", 'R'));
        late.forEach(stage::submit);
        stage.pass(Duration.ofSeconds(1));

        assertThat(atOnce).isBetween(100, 500);
        assertThat(late).noneMatch(this::collapsed);
        assertThat(stage.events(QueueEvent.Collapsed.class)).hasSize(2_000);
        assertThat(stage.events(QueueEvent.LaneCollapsed.class))
                .containsExactly(new QueueEvent.LaneCollapsed("a", 2_000, 0));
        assertThat(stage.sent).isNotEmpty();
        assertThat(jobs)
                .allMatch(job ->
                        collapsed(job) == (job.alert().alert().status() == AlertStatus.FIRING));
    }

    @Test
    void aChainAsLongAsTheLaneIsLookedAtInPartsToo() {
        close();
        var jobs = submit("FR".repeat(3_000));

        open();
        int atOnce = stage.changes.size();
        stage.pass(Duration.ofSeconds(1));

        assertThat(atOnce).isBetween(500, 1_000);
        assertThat(stage.figures().collapsed()).isEqualTo(5_999);
        assertThat(stage.sent).singleElement().matches(one -> one.job().equals(jobs.getLast()));
    }

    @Test
    void aTargetThatWantsItNoMoreEndsTheSearch() {
        close();
        for (int i = 0; i < 1_000; i++) {
            stage.submit(job("f" + i, 'F'));
            stage.submit(job("f" + i, 'R'));
        }
        open();
        int atOnce = stage.changes.size();

        target(true, false);
        stage.pass(Duration.ofSeconds(1));

        assertThat(stage.changes).hasSize(atOnce);
        assertThat(stage.events(QueueEvent.LaneCollapsed.class)).hasSize(1);
    }
}
