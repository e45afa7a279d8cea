package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LauncherTest {

    private static final String RUNNING = "Ctrl-C stops everything.";

    @TempDir Path directory;

    private final Playground.Screen screen = new Playground.Screen();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private Playground playground = new Playground(Path.of(""));

    @BeforeEach
    void makeRepository() throws Exception {
        playground = Playground.in(directory);
    }

    @AfterEach
    void end() {
        executor.close();
    }

    @Test
    void printsWhereEachNodeAnswersUntilItIsStopped() throws Exception {
        List<StorageNode> nodes = List.of(Playground.node(0), Playground.node(1));
        Launcher launcher =
                launcher(
                        FakeNode.Behaviour.HONEST,
                        Playground.only(nodes.toArray(StorageNode[]::new)),
                        false);
        Future<?> run = run(launcher);
        awaitRunning(run);

        launcher.stop();
        run.get();

        assertThat(launcher.exitCodeWhenStopped()).isZero();
        for (StorageNode node : nodes) {
            assertThat(screen.text())
                    .containsPattern(node.name() + " +gRPC +127.0.0.1:" + node.grpcPort())
                    .contains("http://127.0.0.1:" + node.managementPort() + "/metrics")
                    .contains(node.name() + " stopped in ");
        }
        assertThat(screen.text())
                .contains(
                        "storage-node put demo greeting hello --port "
                                + nodes.getFirst().grpcPort())
                .contains("they do not replicate yet");
        assertThat(playground.state().resolve("logs/storage-node-1.log"))
                .content()
                .contains("[storage-node-1] fake node storage-node-1 serves");
    }

    @Test
    void keepsDataBetweenRunsAndWipesItWhenAsked() throws Exception {
        StorageNode node = Playground.node(0);
        runOnce(node, false);
        Path data = playground.state().resolve("storage-node-0/data");
        Path kept = Files.createFile(data.resolve("kept"));

        runOnce(node, false);
        assertThat(kept).exists();

        runOnce(node, true);
        assertThat(kept).doesNotExist();
        assertThat(data).isDirectory();
    }

    @Test
    void stopsEverythingWhenAChildEndsByItself() throws Exception {
        StorageNode node = Playground.node(0);
        Future<?> run = run(launcher(FakeNode.Behaviour.HONEST, Playground.only(node), false));
        awaitRunning(run);

        ProcessHandle.current()
                .children()
                .filter(child -> commandLine(child).contains(directory.toString()))
                .forEach(ProcessHandle::destroyForcibly);

        assertThatThrownBy(run::get)
                .cause()
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.background())
                                        .contains(
                                                "[storage-node-0] fake node storage-node-0 serves"))
                .hasMessageStartingWith(
                        "storage-node-0 ended by itself with exit code 137, so everything was"
                                + " stopped");
    }

    @Test
    void startsNothingWhenAPortIsTaken() throws Exception {
        StorageNode node = Playground.node(0);
        try (ServerSocket _ =
                new ServerSocket(node.grpcPort(), 1, InetAddress.getLoopbackAddress())) {
            Launcher launcher = launcher(FakeNode.Behaviour.HONEST, Playground.only(node), false);

            assertThatThrownBy(launcher::run)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining(
                            "port %d is taken, and storage-node-0 (gRPC) wants it",
                            node.grpcPort());
        }
        assertThat(playground.state().resolve("storage-node-0")).doesNotExist();
    }

    @Test
    void printsNoTableWithAPlaceThatDoesNotAnswer() throws Exception {
        StorageNode node = Playground.node(0);
        Launcher launcher = launcher(FakeNode.Behaviour.SILENT, Playground.only(node), false);

        assertThatThrownBy(launcher::run)
                .isInstanceOf(Failure.class)
                .hasMessage(
                        "storage-node-0 is ready, and its console at http://127.0.0.1:%d/ does not"
                                + " answer",
                        node.managementPort());
        assertThat(screen.text()).doesNotContain(RUNNING).contains("storage-node-0 stopped in ");
    }

    @Test
    void refusesToRunBesideAnotherLauncher() throws Exception {
        try (StateDirectory _ = StateDirectory.open(playground.state())) {
            Launcher launcher =
                    new Launcher(
                            playground.installation(FakeNode.Behaviour.HONEST),
                            new Command.Run(2, false, Optional.empty()),
                            screen.stream());

            assertThatThrownBy(launcher::run)
                    .isInstanceOf(Failure.class)
                    .hasMessageStartingWith("another launcher");
        }
    }

    private void runOnce(StorageNode node, boolean fresh) throws Exception {
        Launcher launcher = launcher(FakeNode.Behaviour.HONEST, Playground.only(node), fresh);
        int before = occurrences();
        Future<?> run = run(launcher);
        await().atMost(Duration.ofSeconds(60)).until(() -> run.isDone() || occurrences() > before);
        launcher.stop();
        run.get();
    }

    private int occurrences() {
        return screen.text().split(RUNNING, -1).length - 1;
    }

    private void awaitRunning(Future<?> run) {
        await().atMost(Duration.ofSeconds(60)).until(() -> run.isDone() || occurrences() == 1);
        assertThat(occurrences()).isOne();
    }

    private Launcher launcher(FakeNode.Behaviour behaviour, Platform platform, boolean fresh)
            throws Exception {
        return new Launcher(playground.installation(behaviour), platform, fresh, screen.stream());
    }

    private Future<?> run(Activity activity) {
        Callable<Boolean> task =
                () -> {
                    activity.run();
                    return true;
                };
        return executor.submit(task);
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }
}
