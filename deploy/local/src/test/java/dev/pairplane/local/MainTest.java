package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Exit codes and last lines, of the launcher's own process where signals are concerned.
@Timeout(120)
class MainTest {

    @TempDir Path directory;

    private final Playground.Screen out = new Playground.Screen();
    private final Playground.Screen err = new Playground.Screen();
    private final Sitter terminal = new Sitter();
    private Playground playground = new Playground(Path.of(""));

    @BeforeEach
    void makeRepository() throws Exception {
        playground = Playground.in(directory);
    }

    @Test
    void helps() {
        assertThat(run("--help")).isEqualTo(Main.OK);
        assertThat(out.text()).isEqualTo(Command.USAGE);
        assertThat(err.text()).isEmpty();
    }

    @Test
    void refusesWrongUsageInOneLine() {
        assertThat(run("run", "--nodes", "none")).isEqualTo(Main.USAGE);
        assertThat(err.text())
                .isEqualToIgnoringNewLines(
                        "pairplane: --nodes is 'none', and must be a whole number from 1 to 8");
    }

    @Test
    void saysHowToBuildWhatIsNotPackaged() {
        assertThat(run("demo")).isEqualTo(Main.FAILED);
        assertThat(err.text().lines())
                .singleElement()
                .asString()
                .startsWith("pairplane: demo FAILED: the storage node is not packaged (")
                .contains("build it with")
                .contains("the simulators are not packaged (")
                .contains("difftracker is not packaged (");
    }

    @Test
    void writesToAClusterOfTheUsersOwnOnlyAfterAYesAtATerminal() throws Exception {
        Path config =
                Files.writeString(
                        directory.resolve("config"),
                        """
                        current-context: prod
                        contexts: [{name: prod, context: {cluster: big, user: me}}]
                        clusters: [{name: big, cluster: {server: "https://big.example:6443"}}]
                        """);
        String[] words = {"run", "--kubeconfig", config.toString(), "--class", "mine"};

        terminal.interactive = false;
        assertThat(run(words)).isEqualTo(Main.FAILED);
        assertThat(err.text())
                .isEqualToIgnoringNewLines(
                        "pairplane: --kubeconfig writes to a cluster of yours (the cluster at https://big.example:6443 (context 'prod' of %s)), which takes a yes at a terminal: run it from one"
                                .formatted(config));

        terminal.interactive = true;
        terminal.answer = "y";
        assertThat(run(words)).isEqualTo(Main.FAILED);
        assertThat(err.text()).endsWith("pairplane: not begun: the answer was not 'yes'\n");
        assertThat(terminal.question)
                .contains("https://big.example:6443", "'prod'", "'mine'", "finalizers");

        terminal.answer = "yes";
        assertThat(run(words)).isEqualTo(Main.FAILED);
        assertThat(err.text()).contains("is not packaged");
    }

    @Test
    void refusesAKubeconfigThatLeadsNowhere() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty"));

        run("run", "--kubeconfig", empty.toString(), "--class", "mine");
        run("run", "--kubeconfig", directory.resolve("none").toString(), "--class", "mine");

        assertThat(err.text())
                .contains("the kubeconfig %s leads to no cluster".formatted(empty))
                .contains("none cannot be read");
    }

    @Test
    void saysHowToStartTheClusterThatNobodyApplies() throws Exception {
        Path file = Playground.sample("shop.yaml");
        int port = Ports.free(1).getFirst();

        assertThat(run("apply", "--port", Integer.toString(port), file.toString()))
                .isEqualTo(Main.FAILED);
        assertThat(err.text())
                .startsWith("pairplane: the Kubernetes simulator at http://127.0.0.1:" + port)
                .endsWith(": start it with 'make run'\n");
    }

    @Test
    void demonstratesWithThePackageThatTheEnvironmentNames() throws Exception {
        Path jar = playground.jar(FakeNode.Behaviour.HONEST);

        assertThat(
                        run(
                                Map.of(Packages.STORAGE_NODE_JAR, jar.toString()),
                                "demo",
                                "--only",
                                "storage-node"))
                .isEqualTo(Main.OK);
        assertThat(out.text()).contains("demo PASSED");
        assertThat(err.text()).isEmpty();
    }

    @Test
    void showsTheEndOfTheLogBeforeTheReason() throws Exception {
        Path jar = playground.jar(FakeNode.Behaviour.BROKEN);

        assertThat(
                        run(
                                Map.of(Packages.STORAGE_NODE_JAR, jar.toString()),
                                "demo",
                                "--only",
                                "storage-node"))
                .isEqualTo(Main.FAILED);
        assertThat(err.text().lines())
                .containsSubsequence("[storage-node-0] cannot start: the fake is broken")
                .last()
                .asString()
                .startsWith(
                        "pairplane: demo FAILED: storage-node-0 ended with exit code 3 before it"
                                + " was ready");
    }

    @Test
    void stopsInOrderOnSigtermWithExitCode0() throws Exception {
        try (LauncherProcess launcher = start(FakeNode.Behaviour.HONEST)) {
            launcher.awaitLine("Ctrl-C stops everything.");

            launcher.signal("TERM");

            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.survivors()).isEmpty();
            assertThat(launcher.output())
                    .contains("stopping")
                    .anyMatch(line -> line.matches("storage-node-0 stopped in .*exit code 0."));
        }
    }

    @Test
    void stopsInOrderOnCtrlCWithExitCode0() throws Exception {
        try (LauncherProcess launcher = start(FakeNode.Behaviour.HONEST)) {
            launcher.awaitLine("Ctrl-C stops everything.");

            launcher.signal("INT");

            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.survivors()).isEmpty();
        }
    }

    @Test
    void stopsWhatHasBegunWhileAChildIsNotReadyYet() throws Exception {
        try (LauncherProcess launcher = start(FakeNode.Behaviour.LATE)) {
            launcher.awaitChild();

            launcher.signal("TERM");

            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.survivors()).isEmpty();
        }
    }

    @Test
    void leavesNoProcessWhenItIsKilled() throws Exception {
        try (LauncherProcess launcher = start(FakeNode.Behaviour.HONEST)) {
            launcher.awaitLine("Ctrl-C stops everything.");
            assertThat(launcher.survivors()).isNotEmpty();

            launcher.signal("KILL");

            assertThat(launcher.exitCode()).isEqualTo(137);
            launcher.awaitNoSurvivors();
        }
    }

    private LauncherProcess start(FakeNode.Behaviour behaviour) throws Exception {
        return LauncherProcess.start(
                Playground.javaCommand(
                        OnFreePorts.class,
                        directory.toString(),
                        playground.jar(behaviour).toString()),
                directory,
                Map.of());
    }

    private int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        Map<String, String> withPath = new HashMap<>(environment);
        withPath.put("PATH", System.getenv("PATH"));
        return new Main(directory, withPath, terminal, out.stream(), err.stream())
                .run(List.of(arguments));
    }

    /// Somebody at the terminal, or nobody.
    private static final class Sitter implements OwnCluster.Terminal {
        private boolean interactive;
        private String answer = "";
        private String question = "";

        @Override
        public boolean isInteractive() {
            return interactive;
        }

        @Override
        public String ask(String text) {
            question = text;
            return answer;
        }
    }
}
