package dev.pairplane.publishing.core.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.publishing.core.job.Job;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Publishing invariant 28, where answers come in another order than the journal's.
class ArrivalsTest {

    private static final Job.Chain X = new Job.Chain("x", "f");
    private static final Job.Chain Y = new Job.Chain("y", "f");

    private final Arrivals arrivals = new Arrivals();
    private final List<Long> entered = new ArrayList<>();

    private List<Arrivals.Known> known(Job.Chain chain, long... seqs) {
        return Arrays.stream(seqs)
                .mapToObj(seq -> new Arrivals.Known(chain, seq, () -> entered.add(seq)))
                .toList();
    }

    @Test
    void aJobWithNothingUnderWayEntersAtOnce() {
        arrivals.arrived(known(X, 2, 1));
        assertThat(entered).containsExactly(1L, 2L);
    }

    @Test
    void oneThatCannotEnterLetsTheOthersIn() {
        List<Arrivals.Known> jobs = new ArrayList<>(known(X, 1, 3));
        jobs.add(
                new Arrivals.Known(
                        X,
                        2,
                        () -> {
                            throw new IllegalStateException("a defect");
                        }));
        jobs.addAll(known(Y, 4));

        assertThatThrownBy(() -> arrivals.arrived(jobs)).hasMessage("a defect");

        assertThat(entered).containsExactlyInAnyOrder(1L, 3L, 4L);
        arrivals.arrived(known(X, 5));
        assertThat(entered).contains(5L);
    }

    @Test
    void aJobWaitsForACallThatBeganBeforeItCameAndMayBeBeforeIt() {
        Arrivals.Call slow = arrivals.begin(Set.of(X));
        Arrivals.Call fast = arrivals.begin(Set.of(X));
        arrivals.end(fast, known(X, 2));
        assertThat(entered).isEmpty();

        arrivals.end(slow, known(X, 1));

        assertThat(entered).containsExactly(1L, 2L);
    }

    @Test
    void aCallThatBringsNothingLetsTheOthersIn() {
        Arrivals.Call refused = arrivals.begin(Set.of(X, Y));
        arrivals.arrived(known(X, 2));
        arrivals.arrived(known(Y, 3));

        arrivals.end(refused, List.of());

        assertThat(entered).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void otherChainsAndLaterCallsAreNotWaitedFor() {
        Arrivals.Call other = arrivals.begin(Set.of(Y));
        Arrivals.Call mine = arrivals.begin(Set.of(X));
        arrivals.end(mine, known(X, 1));
        assertThat(entered).containsExactly(1L);

        arrivals.begin(Set.of(X));
        arrivals.end(other, known(Y, 2));
        assertThat(entered).containsExactly(1L, 2L);
    }

    @Test
    void aJobThatCouldEnterWaitsForAnEarlierOneThatCannotYet() {
        Arrivals.Call first = arrivals.begin(Set.of(X));
        arrivals.arrived(known(X, 2));
        arrivals.end(arrivals.begin(Set.of(X)), known(X, 3));
        assertThat(entered).isEmpty();

        arrivals.end(first, List.of());

        assertThat(entered).containsExactly(2L, 3L);
    }

    @Test
    void openedNothingWaitsAnyMore() {
        Arrivals.Call first = arrivals.begin(Set.of(X));
        arrivals.arrived(known(X, 3, 2));
        arrivals.open();
        assertThat(entered).containsExactly(2L, 3L);

        arrivals.end(first, known(X, 1));

        assertThat(entered).containsExactly(2L, 3L, 1L);
    }
}
