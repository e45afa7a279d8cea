package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChildrenTest {

    private static final Duration READY = Duration.ofSeconds(30);

    @TempDir Path directory;

    private final Playground.Screen screen = new Playground.Screen();
    private final Children children = new Children(screen.stream());
    private final Answers answers = new Answers();
    private Playground playground = new Playground(Path.of(""));
    private StateDirectory state;

    ChildrenTest(@TempDir Path directory) throws Exception {
        state = StateDirectory.open(directory.resolve("state"));
    }

    @BeforeEach
    void makeRepository() throws Exception {
        playground = Playground.in(directory.resolve("repository"));
    }

    @AfterEach
    void stopAll() throws Exception {
        children.stop();
        answers.close();
        state.close();
    }

    @Test
    void stopsTheLastOneFirst() throws Exception {
        ChildProcess first = start(0, FakeNode.Behaviour.HONEST);
        ChildProcess second = start(1, FakeNode.Behaviour.HONEST);
        answers.awaitReady(first, READY);
        answers.awaitReady(second, READY);

        children.stop();

        assertThat(first.isAlive()).isFalse();
        assertThat(second.isAlive()).isFalse();
        assertThat(screen.text())
                .containsSubsequence(
                        "storage-node-1 stopped in ", "(exit code 0)",
                        "storage-node-0 stopped in ", "(exit code 0)");
        assertThat(first.spec().log())
                .content()
                .contains("[storage-node-0] fake node stops in order");
    }

    @Test
    void killsWhatDoesNotStopInTimeAndTellsTheOthersMeanwhile() throws Exception {
        ChildProcess first = start(0, FakeNode.Behaviour.HONEST);
        ChildProcess stubborn = start(1, FakeNode.Behaviour.STUBBORN);
        answers.awaitReady(first, READY);
        answers.awaitReady(stubborn, READY);
        long start = System.nanoTime();

        children.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(stubborn.exitCode().join()).isEqualTo(137);
        assertThat(first.exitCode().join()).isZero();
        assertThat(screen.text()).contains("storage-node-1 did not stop in 10").contains("killed");
    }

    @Test
    void tellsAChildThatEndedByItselfFromOneThatWasKilled() throws Exception {
        ChildProcess killed = start(0, FakeNode.Behaviour.HONEST);
        ChildProcess broken = start(1, FakeNode.Behaviour.BROKEN);
        children.kill(killed);

        assertThat(children.awaitDeath()).contains(broken);
        assertThat(children.dead()).contains(broken);
    }

    @Test
    void startsNothingOnceItStops() throws Exception {
        children.stop();

        assertThat(children.isStopping()).isTrue();
        assertThat(children.awaitDeath()).isEmpty();
        assertThatThrownBy(() -> start(0, FakeNode.Behaviour.HONEST))
                .isInstanceOf(Failure.class)
                .hasMessage("stopped before storage-node-0 was started");
    }

    @Test
    void showsTheLastWordsOfAChildThatEndsBeforeItIsReady() throws Exception {
        ChildProcess broken = start(0, FakeNode.Behaviour.BROKEN);

        assertThatThrownBy(() -> answers.awaitReady(broken, READY))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.background())
                                        .endsWith(
                                                "[storage-node-0] cannot start: the fake is"
                                                        + " broken"))
                .hasMessage(
                        "storage-node-0 ended with exit code 3 before it was ready; its log is %s",
                        broken.spec().log());
    }

    @Test
    void showsTheLastWordsOfAChildThatIsLate() throws Exception {
        ChildProcess late = start(0, FakeNode.Behaviour.LATE);

        assertThatThrownBy(() -> answers.awaitReady(late, Duration.ofSeconds(2)))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(
                        "storage-node-0 was not ready after 2 s (%s does not answer 200)"
                                .formatted(late.spec().ready()));
    }

    @Test
    void saysWhatCannotBeStarted() throws Exception {
        Installation installation =
                new Installation(
                        playground.root(),
                        Path.of("/no/java"),
                        java.util.Optional.empty(),
                        playground.packages(playground.jar(FakeNode.Behaviour.HONEST)),
                        false);

        assertThatThrownBy(() -> children.start(spec(installation, 0)))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("storage-node-0 cannot be started: ");
    }

    private ChildProcess start(int index, FakeNode.Behaviour behaviour) throws Exception {
        return children.start(spec(playground.installation(behaviour), index));
    }

    private ChildProcess.Spec spec(Installation installation, int index) throws Failure {
        StorageNode node = Playground.node(index);
        Path home = state.home(node.name());
        return node.prepare(installation, home, home.resolve("data"), state.freshLog(node.name()));
    }
}
