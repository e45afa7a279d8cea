package dev.pairplane.publishing.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.store.Faults;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Publishing invariant 14, where nothing of the kind would be accepted any more: the answer to the
/// first was lost, and its target has changed since.
class KeyedRepeatTest {

    private final CoreWorld world = new CoreWorld();
    private Optional<Submission.Accepted> first = Optional.empty();

    @BeforeEach
    void accept() {
        world.started();
        first = Optional.of(world.accepted(CoreWorld.keyed("f", "k", "b")));
    }

    static List<List<Target>> changes() {
        return List.of(
                List.of(CoreWorld.target("y", true)),
                List.of(CoreWorld.target("x", false), CoreWorld.target("y", true)),
                List.of());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void getsTheFirstAnswer(List<Target> targets) {
        world.core.targets(new TargetSet(targets));

        assertThat(world.submitted(CoreWorld.keyed("f", "k", "b")))
                .isEqualTo(new SubmitResult.Accepted(first.orElseThrow(), true));
        assertThat(world.sent).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void withAnotherBodyIsToldSo(List<Target> targets) {
        world.core.targets(new TargetSet(targets));

        assertThat(world.submitted(CoreWorld.keyed("f", "k", "c")))
                .isEqualTo(new SubmitResult.KeyReused());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void isRefusedWhereTheKeyIsNew(List<Target> targets) {
        world.core.targets(new TargetSet(targets));

        assertThat(world.submitted(CoreWorld.keyed("f", "another", "b")))
                .isInstanceOfAny(
                        SubmitResult.UnknownTarget.class, SubmitResult.TargetDisabled.class);
    }

    /// Nobody may say that it was not accepted.
    @ParameterizedTest
    @MethodSource("changes")
    void isToldNothingWhileTheJournalDoesNotSay(List<Target> targets) {
        world.core.targets(new TargetSet(targets));
        world.faults(Faults.Call.USED, Faults.Fate.FAILED);

        assertThat(world.submitted(CoreWorld.keyed("f", "k", "b")))
                .isInstanceOf(SubmitResult.Unavailable.class);
    }
}
