package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The demo with a node that keeps its promises, and with nodes that break one each.
@Timeout(120)
class DemoTest {

    private static final List<Command.Part> STORAGE = List.of(Command.Part.STORAGE_NODE);
    private static final Command.Demo PLAIN =
            new Command.Demo(STORAGE, OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

    @TempDir Path directory;

    private final Playground.Screen screen = new Playground.Screen();
    private Playground playground = new Playground(Path.of(""));

    @BeforeEach
    void makeRepository() throws Exception {
        playground = Playground.in(directory);
    }

    @Test
    void passesWithANodeThatKeepsWhatItAcknowledges() throws Exception {
        demo(FakeNode.Behaviour.HONEST, PLAIN).run();

        assertThat(screen.text())
                .containsSubsequence(
                        "1. start a storage node",
                        "2. write 1000 keys from 8 client threads",
                        "kill -9 of process",
                        "after 500 acknowledgements",
                        "1000 of 1000 acknowledged;",
                        "ok: 1000 of 1000 are there, with their values and clocks",
                        "ok: 2 concurrent versions are both kept: [left, right]",
                        "ok: a write with the clock that Read returned",
                        "ok: a deleted key is not found",
                        "kill -9 again, and restart",
                        "ok: the deleted key is still deleted",
                        "ok: a write from before the delete has no effect",
                        "ok: the replaced versions did not come back",
                        "ok: exit code 0",
                        "demo PASSED");
        assertThat(screen.text().strip().lines().toList().getLast())
                .contains("verified 1000 of 1000 acknowledged keys");
    }

    @Test
    void failsWithANodeThatForgetsWhatItAcknowledged() throws Exception {
        assertThatThrownBy(demo(FakeNode.Behaviour.FORGETFUL, PLAIN)::run)
                .isInstanceOf(Failure.class)
                .hasMessageMatching("demo FAILED: key-\\d+ was acknowledged and is lost");
    }

    @Test
    void failsWithANodeThatForgetsADelete() throws Exception {
        assertThatThrownBy(demo(FakeNode.Behaviour.UNDELETING, PLAIN)::run)
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(
                        "demo FAILED: a key was deleted before the kill, and Read shows");
    }

    @Test
    void failsWithANodeThatDoesNotStopInOrder() throws Exception {
        assertThatThrownBy(demo(FakeNode.Behaviour.SLOPPY, PLAIN)::run)
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(
                        "demo FAILED: storage-node-0 stopped with exit code 5 instead of 0");
    }

    @Test
    void failsWhenTheClientsGoToAPortWhereNobodyListens() throws Exception {
        int port = Ports.free(1).getFirst();

        assertThatThrownBy(
                        demo(
                                        FakeNode.Behaviour.HONEST,
                                        new Command.Demo(
                                                STORAGE,
                                                OptionalInt.empty(),
                                                OptionalInt.of(port),
                                                Optional.empty()))
                                ::run)
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(
                        "demo FAILED: Read of nothing: no answer from the storage node at"
                                + " 127.0.0.1:%d",
                        port)
                .hasMessageContaining("UNAVAILABLE");
    }

    @Test
    void failsWhenTheDataDirectoryIsAFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(
                        demo(
                                        FakeNode.Behaviour.HONEST,
                                        new Command.Demo(
                                                STORAGE,
                                                OptionalInt.empty(),
                                                OptionalInt.empty(),
                                                Optional.of(file)))
                                ::run)
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(
                        "demo FAILED: the data directory %s is not a directory", file);
        assertThat(file).exists();
    }

    @Test
    void failsWhenSomebodyElseEndsTheNode() throws Exception {
        Demo demo = demo(FakeNode.Behaviour.HONEST, PLAIN);
        try (Assassin _ = new Assassin(ProcessHandle.current(), directory.toString())) {
            assertThatThrownBy(demo::run)
                    .isInstanceOf(Failure.class)
                    .hasMessageStartingWith("demo FAILED: storage-node-0 ended with exit code 137");
        }
    }

    @Test
    void leavesNoProcessWhenItIsStopped() throws Exception {
        Demo demo = demo(FakeNode.Behaviour.HONEST, PLAIN);
        demo.stop();

        assertThatThrownBy(demo::run).isInstanceOf(Failure.class).hasMessageContaining("stopped");
        assertThat(demo.exitCodeWhenStopped()).isEqualTo(130);
    }

    private Demo demo(FakeNode.Behaviour behaviour, Command.Demo command) throws Exception {
        return new Demo(playground.installation(behaviour), command, screen.stream());
    }
}
