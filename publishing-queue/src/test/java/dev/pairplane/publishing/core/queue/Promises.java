package dev.pairplane.publishing.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.target.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// What the queue promises, checked from outside: by what it sends, says and shows. Keeps its own
/// account of jobs, by the changes alone.
final class Promises {
    private final Stage stage;
    private final SchedulerSettings settings;
    private final Map<String, Target> targets;
    private final Map<UUID, QueuedJob> unfinished = new LinkedHashMap<>();
    private final Set<UUID> ended = new HashSet<>();
    private final Map<UUID, QueuedJob> collapsed = new HashMap<>();
    private final List<QueuedJob> sentOrGivenUp = new ArrayList<>();
    private final Set<Long> numbers = new HashSet<>();
    private final Set<Sent> late = new HashSet<>();
    private final Map<String, Long> heldUntil = new HashMap<>();
    private final Map<String, Sent> probes = new HashMap<>();
    private final List<Admission.Admitted> promised = new ArrayList<>();
    private int seen;
    private int poisoned;
    private boolean gate;

    Promises(Stage stage, SchedulerSettings settings, Map<String, Target> targets) {
        this.stage = stage;
        this.settings = settings;
        this.targets = targets;
    }

    void added(QueuedJob job) {
        unfinished.put(job.job().id(), job);
        numbers.add(job.seq());
        if (job.lostMarked() >= settings.poisonLosses()) {
            poisoned++;
        }
    }

    boolean unfinished(QueuedJob job) {
        return unfinished.containsKey(job.job().id());
    }

    /// A number that no job has; now and then one from before others.
    long freeNumber(RandomGenerator random) {
        for (int i = 0; i < 20; i++) {
            long number = -random.nextInt(10_000) - 1L;
            if (!numbers.contains(number)) {
                return number;
            }
        }
        return stage.nextSeq();
    }

    void admitted(Admission.Admitted admitted) {
        // One free place was there before this one.
        int taken =
                promised.stream()
                        .filter(other -> other.tier() == admitted.tier())
                        .mapToInt(other -> other.targets().size())
                        .sum();
        assertThat(stage.figures().admitted().getOrDefault(admitted.tier(), 0) + taken)
                .as("taken when admitted")
                .isLessThan(settings.capacity().getOrDefault(admitted.tier(), 0));
        promised.add(admitted);
    }

    void used(Admission.Admitted admitted) {
        promised.remove(admitted);
    }

    void gate(boolean open) {
        gate = open;
    }

    void discarding() {
        follow();
        late.addAll(stage.open);
        sentOrGivenUp.addAll(unfinished.values());
        unfinished.clear();
    }

    void changing(String target) {
        heldUntil.remove(target);
        probes.remove(target);
    }

    void resetting(String target) {
        probes.remove(target);
    }

    /// An attempt is about to start.
    void sent(Sent one) {
        follow();
        var target = one.target();
        assertThat(gate).as("gate").isTrue();
        assertThat(targets.get(target.name())).as("target").isEqualTo(target);
        assertThat(target.enabled()).as("enabled").isTrue();
        assertThat(unfinished).as("known job").containsKey(one.id());
        assertThat(one.at())
                .as("lane is left alone")
                .matches(at -> at - heldUntil.getOrDefault(target.name(), at) >= 0);
        var others = stage.open.stream().filter(other -> !other.equals(one)).toList();
        assertThat(others)
                .as("sent twice at once")
                .noneMatch(other -> other.id().equals(one.id()) && !late.contains(other));
        var queued = queued(one.id());
        for (QueuedJob earlier : unfinished.values()) {
            if (earlier.job().chain().equals(one.job().chain()) && earlier.seq() < queued.seq()) {
                assertThat(status(earlier.job()))
                        .as("order of a chain")
                        .isEqualTo(status(one.job()));
            }
        }
        var lane = stage.lane(target.name());
        assertThat(lane.active()).as("concurrency").isLessThanOrEqualTo(lane.concurrency());
        assertThat(lane.breaker().state()).as("breaker").isNotEqualTo("open");
        if (stage.events.getLast() instanceof QueueEvent.AttemptStarted started
                && started.probe()) {
            var before = probes.put(target.name(), one);
            assertThat(before == null || late.contains(before) || !stage.open.contains(before))
                    .as("one probe at a time")
                    .isTrue();
        }
        if (queued.takeovers() >= settings.poisonTakeovers()) {
            assertThat(stage.changes)
                    .as("marked")
                    .anyMatch(change ->
                            change instanceof Change.Starting && change.job().equals(one.job()));
        }
    }

    /// An attempt is about to come back.
    void answering(Sent one, SendResult result) {
        if (late.contains(one) || !(result instanceof SendResult.Answered answer)) {
            return;
        }
        var now = targets.get(one.target().name());
        boolean patience = answer.status() == 429 || answer.status() == 503;
        if (patience && now != null && now.generation() == one.target().generation()) {
            long asked = answer.retryAfter().map(wait -> wait.toNanos()).orElse(0L);
            if (asked > 0) {
                heldUntil.merge(
                        one.target().name(),
                        stage.time.nanos() + asked,
                        (before, next) -> next - before > 0 ? next : before);
            }
        }
    }

    void check() {
        follow();
        var figures = stage.figures();
        var flying = stage.open.stream().filter(one -> !late.contains(one)).toList();
        int waiting = figures.waiting().values().stream().mapToInt(Integer::intValue).sum();
        int marking = (int) unfinished.keySet().stream().filter(this::isMarking).count();
        assertThat(stage.open.size() + marking).as("workers held").isEqualTo(figures.active());
        assertThat(waiting + flying.size() + marking)
                .as("nothing is lost")
                .isEqualTo(unfinished.size());
        assertThat(figures.active()).as("workers").isLessThanOrEqualTo(settings.workers());
        assertThat(figures.bytes()).as("bytes").isEqualTo(100L * unfinished.size());
        recount(figures);
    }

    /// Counts every job anew, by what is shown of it.
    private void recount(QueueFigures figures) {
        var waiting = new HashMap<Tier, Integer>();
        var admitted = new HashMap<Tier, Integer>();
        int retrying = 0;
        int deferred = 0;
        for (UUID id : unfinished.keySet()) {
            var view = stage.scheduler.view(id).orElseThrow();
            if (view.state() == JobState.PROCESSING || isMarking(id)) {
                continue;
            }
            waiting.merge(view.tier(), 1, Integer::sum);
            retrying += view.state() == JobState.RETRYING ? 1 : 0;
            if (view.deferredReason().isPresent()) {
                deferred++;
            } else {
                admitted.merge(view.tier(), 1, Integer::sum);
            }
        }
        for (Tier tier : Tier.values()) {
            assertThat(figures.waiting().get(tier)).isEqualTo(waiting.getOrDefault(tier, 0));
            assertThat(figures.admitted().get(tier)).isEqualTo(admitted.getOrDefault(tier, 0));
        }
        assertThat(figures.retrying()).isEqualTo(retrying);
        assertThat(figures.deferred()).isEqualTo(deferred);
    }

    private boolean isMarking(UUID id) {
        return stage.marking.stream().anyMatch(mark -> mark.job().equals(id));
    }

    boolean drained() {
        follow();
        return unfinished.isEmpty() && stage.open.isEmpty();
    }

    void checkDrained() {
        check();
        assertThat(unfinished).as("left over").isEmpty();
        var figures = stage.figures();
        assertThat(figures.active()).isZero();
        assertThat(figures.bytes()).isZero();
        assertThat(figures.completed() + figures.failed() + figures.collapsed())
                .isEqualTo(ended.size());
        assertThat(figures.collapsed()).isEqualTo(collapsed.size());
        for (QueuedJob job : collapsed.values()) {
            assertThat(sentOrGivenUp)
                    .as("says at last what a collapsed job would have led to")
                    .anyMatch(other -> ends(other, job));
        }
        assertThat(figures.failed()).isGreaterThanOrEqualTo(poisoned == 0 ? 0 : 1);
    }

    int collapsed() {
        return collapsed.size();
    }

    /// Only what nobody began or asked for is dropped, and only before a resolved that is not.
    private void checkCollapsed(Job job) {
        var queued = queued(job.id());
        assertThat(targets.get(job.target())).as("wants it").matches(Target::collapsePairs);
        assertThat(stage.sent).as("begun before").noneMatch(one -> one.id().equals(job.id()));
        assertThat(queued.fence()).as("another's before").isZero();
        assertThat(job.replayOf()).as("asked for by hand").isEmpty();
        assertThat(unfinished.values())
                .as("resolved behind it")
                .anyMatch(other -> ends(other, queued));
        if (status(job) == AlertStatus.RESOLVED) {
            assertThat(unfinished.values())
                    .as("firing that it would have ended")
                    .noneMatch(other ->
                            other.job().chain().equals(job.chain())
                                    && other.seq() < queued.seq()
                                    && status(other.job()) == AlertStatus.FIRING);
        }
    }

    private static boolean ends(QueuedJob later, QueuedJob job) {
        return later.job().chain().equals(job.job().chain())
                && later.seq() > job.seq()
                && status(later.job()) == AlertStatus.RESOLVED;
    }

    /// Takes note of what the owner was told since.
    private void follow() {
        for (; seen < stage.changes.size(); seen++) {
            var change = stage.changes.get(seen);
            var id = change.job().id();
            assertThat(ended).as("changed after its end").doesNotContain(id);
            switch (change) {
                case Change.Starting _, Change.Retrying _ -> {}
                case Change.Succeeded _, Change.DeadLettered _ -> sentOrGivenUp.add(end(id));
                case Change.Collapsed _ -> {
                    checkCollapsed(change.job());
                    collapsed.put(id, end(id));
                }
            }
        }
    }

    private QueuedJob end(UUID id) {
        var queued = queued(id);
        unfinished.remove(id);
        ended.add(id);
        return queued;
    }

    private QueuedJob queued(UUID id) {
        var queued = unfinished.get(id);
        if (queued == null) {
            throw new AssertionError("not here: " + id);
        }
        return queued;
    }

    private static AlertStatus status(Job job) {
        return job.alert().alert().status();
    }
}
