package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

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
                .contains("build it with");
    }

    @Test
    void demonstratesWithThePackageThatTheEnvironmentNames() throws Exception {
        Path jar = playground.jar(FakeNode.Behaviour.HONEST);

        assertThat(run(Map.of(Installation.STORAGE_NODE_JAR, jar.toString()), "demo"))
                .isEqualTo(Main.OK);
        assertThat(out.text()).contains("demo PASSED");
        assertThat(err.text()).isEmpty();
    }

    @Test
    void showsTheEndOfTheLogBeforeTheReason() throws Exception {
        Path jar = playground.jar(FakeNode.Behaviour.BROKEN);

        assertThat(run(Map.of(Installation.STORAGE_NODE_JAR, jar.toString()), "demo"))
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
        return new Main(directory, withPath, out.stream(), err.stream()).run(List.of(arguments));
    }
}
