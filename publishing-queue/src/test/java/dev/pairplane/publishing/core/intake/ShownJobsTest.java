package dev.pairplane.publishing.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.store.Faults;
import dev.pairplane.publishing.store.Faults.Call;
import dev.pairplane.publishing.store.Faults.Fate;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What is shown of jobs without asking the store.
class ShownJobsTest {
    private final CoreWorld world = new CoreWorld();

    private JobView shown(UUID job) {
        return world.core.recent(job).orElseThrow();
    }

    private void target(boolean enabled) {
        world.core.targets(CoreWorld.targets(CoreWorld.target("x", enabled)));
        world.timers.pass(200);
    }

    @Test
    void aJobThatWaitsIsShownWithWhatItsTargetWaitsForNow() {
        world.started();
        world.status = 0;
        for (int i = 0; i < 3; i++) {
            world.submitted(CoreWorld.request("f" + i, Optional.of("x"), 10));
        }
        Set<UUID> sent = world.sent.stream().map(Job::id).collect(Collectors.toSet());
        UUID waiting =
                world.store.tables().unfinished().stream()
                        .map(row -> row.job().id())
                        .filter(id -> !sent.contains(id))
                        .findFirst()
                        .orElseThrow();
        assertThat(shown(waiting).deferredReason()).isEmpty();

        target(false);
        assertThat(shown(waiting).deferredReason()).contains("target_disabled");
        assertThat(sent)
                .isNotEmpty()
                .allSatisfy(id -> assertThat(shown(id).deferredReason()).isEmpty());

        target(true);
        assertThat(shown(waiting).deferredReason()).isEmpty();
    }

    @Test
    void aJobThatWaitsForAnotherOfItsChainIsShownToDoSo() {
        world.started();
        world.status = 0;
        world.submitted(CoreWorld.request("f", Optional.of("x"), 10));
        world.submitted(CoreWorld.resolved("f", "x"));
        UUID later = world.store.tables().unfinished().getLast().job().id();

        assertThat(shown(later).deferredReason()).contains("ordering");
    }

    @Test
    void whatCameAndWentWhileItsTargetWasClosedIsShownAsCollapsed() {
        world.started();
        world.status = 0;
        world.submitted(CoreWorld.request("hanging", Optional.of("x"), 10));
        UUID firing = job(CoreWorld.request("f", Optional.of("x"), 10));
        UUID resolved = job(CoreWorld.resolved("f", "x"));
        collapsing(false);

        collapsing(true);

        assertThat(shown(firing).state()).isEqualTo(JobState.COLLAPSED);
        assertThat(shown(firing).completedAt()).isPresent();
        assertThat(shown(firing).attempts()).isZero();
        assertThat(shown(resolved).state()).isEqualTo(JobState.QUEUED);
        assertThat(world.store.tables().collapsed()).extracting(Job::id).containsExactly(firing);
        world.timers.pass(2000);
        assertThat(world.core.figures().collapsed()).isOne();
    }

    private UUID job(SubmitRequest request) {
        return world.accepted(request).jobs().getFirst().id();
    }

    private void collapsing(boolean enabled) {
        world.core.targets(CoreWorld.targets(CoreWorld.target("x", enabled, 1, "http://x", true)));
        world.timers.pass(200);
    }

    @Test
    void whatIsNotWrittenDownYetIsCounted() {
        world.started();
        world.faults(Call.RECORD, Fate.FAILED);
        world.to("x");
        world.timers.pass(1000);
        assertThat(world.core.unrecorded()).isEqualTo(1);
        assertThat(world.core.tracked()).isEqualTo(1);

        world.store.faults(Faults.NONE);
        world.timers.pass(5000);

        assertThat(world.core.unrecorded()).isZero();
    }
}
