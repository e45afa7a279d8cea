package dev.pairplane.publishing.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.journal.Appended;
import dev.pairplane.publishing.core.journal.Replicas.TakenJob;
import dev.pairplane.publishing.store.Faults.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The twin does what every store does, and fails as it is told.
class MemoryStoreTest extends JobsConformance {

    private MemoryWorld memory = new MemoryWorld();

    @Override
    protected World world() {
        memory = new MemoryWorld();
        return memory;
    }

    @Test
    void aCallThatIsToldToFailHasNoEffect() {
        var submission = samples.firing("f", "x");
        memory.store.faults((_, _) -> Fate.FAILED);

        assertThat(this.<List<Appended>>outcome(c -> a.journal().append(List.of(submission), c)))
                .isInstanceOf(Outcome.Failed.class);

        assertThat(memory.store.tables().unfinished()).isEmpty();
    }

    @Test
    void aLostAnswerSaysNothingOfTheEffect() {
        var first = samples.firing("f", "x");
        var second = samples.firing("g", "x");
        memory.store.faults((_, _) -> Fate.LOST_BEFORE);
        assertThat(this.<List<Appended>>outcome(c -> a.journal().append(List.of(first), c)))
                .isInstanceOf(Outcome.Unknown.class);
        memory.store.faults((_, _) -> Fate.LOST_AFTER);
        assertThat(this.<List<Appended>>outcome(c -> a.journal().append(List.of(second), c)))
                .isInstanceOf(Outcome.Unknown.class);
        memory.timers.advance(Duration.ofSeconds(1));

        assertThat(memory.store.tables().unfinished())
                .extracting(MemoryTables.Unfinished::job)
                .isEqualTo(second.jobs());
    }

    @Test
    void aDelayedCallHasItsEffectBeforeItsAnswer() {
        memory.store.faults((_, _) -> Fate.within(Duration.ofSeconds(2)));
        var answers = new ArrayList<Outcome<List<Appended>>>();
        a.journal().append(List.of(samples.firing("f", "x")), answers::add);

        memory.timers.advance(Duration.ofMillis(1_500));
        assertThat(memory.store.tables().unfinished()).hasSize(1);
        assertThat(answers).isEmpty();
        memory.timers.advance(Duration.ofSeconds(1));
        assertThat(answers).hasSize(1);
    }

    @Test
    void aKilledProcessGetsNoAnswer() {
        var answers = new ArrayList<Outcome<List<Appended>>>();
        a.journal().append(List.of(samples.firing("f", "x")), answers::add);
        a.kill();

        memory.timers.advance(Duration.ofSeconds(1));

        assertThat(answers).isEmpty();
    }

    @Test
    void whatALostAnswerHeldIsTakenAgain() {
        var job = own(a, samples.firing("f", "x"));
        dies(a, b);
        memory.store.faults((_, _) -> Fate.LOST_AFTER);
        assertThat(this.<List<TakenJob>>outcome(c -> b.replicas().take(9, c)))
                .isInstanceOf(Outcome.Unknown.class);
        memory.store.faults(Faults.NONE);
        assertThat(stored(append(b, samples.resolved("f", "x")).getFirst()).getFirst().ours())
                .isFalse();

        var taken = take(b);

        assertThat(taken).hasSize(2);
        assertThat(taken.getFirst().job()).isEqualTo(job);
        assertThat(taken.getFirst().fence()).isEqualTo(1);
        assertThat(take(b)).isEmpty();
    }

    @Test
    void nobodyIsDeadSoonAfterTheStoresStart() {
        own(a, samples.firing("f", "x"));
        silent(Duration.ofSeconds(30), b);
        memory.store.restart();
        silent(Duration.ofSeconds(9), b);
        assertThat(take(b)).isEmpty();

        silent(Duration.ofSeconds(2), b);

        assertThat(take(b)).hasSize(1);
    }
}
