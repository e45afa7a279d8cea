package dev.pairplane.publishing.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.time.Timers;
import dev.pairplane.publishing.store.Faults;
import dev.pairplane.publishing.store.Faults.Call;
import dev.pairplane.publishing.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private final MemoryStore store = new MemoryStore(new NoTime());
    private final MemoryStore.Replica replica = store.replica("a");
    private final List<Call> asked = new ArrayList<>();

    private boolean happens = true;

    /// Everything happens at once, or never.
    private final class NoTime implements Timers {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            if (happens) {
                task.run();
            }
            return () -> {};
        }
    }

    private int answered(Faults.Fate fate) throws InterruptedException {
        store.faults((_, call) -> {
            asked.add(call);
            return fate;
        });
        return new WarmUp(replica.jobs(), replica.deadLetters(), Duration.ofMillis(1)).run();
    }

    @Test
    void everythingThatIsEverAskedForIsAskedForOnce() throws InterruptedException {
        assertThat(answered(Faults.Fate.GOOD)).isEqualTo(8);
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        Call.LIST_JOBS,
                        Call.FIND_JOB,
                        Call.LIST_LETTERS,
                        Call.FIND_LETTER,
                        Call.LETTER_STATS,
                        Call.PENDING_LETTERS,
                        Call.NEWEST_LETTERS,
                        Call.COUNT_JOBS);
    }

    @Test
    void aStoreThatFailsIsAskedForTheRestAllTheSame() throws InterruptedException {
        assertThat(answered(Faults.Fate.FAILED)).isZero();
        assertThat(asked).hasSize(8);
    }

    @Test
    void aStoreThatIsSilentIsWaitedForOnce() throws InterruptedException {
        happens = false;

        assertThat(answered(Faults.Fate.GOOD)).isZero();
        assertThat(asked).containsExactly(Call.LIST_JOBS);
    }
}
