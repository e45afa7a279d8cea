package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CommandTest {

    @Test
    void runsOneNodeUnlessToldOtherwise() throws Failure {
        assertThat(parse()).isEqualTo(new Command.Run(1, false, Optional.empty()));
        assertThat(parse("run")).isEqualTo(new Command.Run(1, false, Optional.empty()));
    }

    @Test
    void takesTheNumberOfNodesFromTheOptionBeforeTheEnvironment() throws Failure {
        Map<String, String> environment = Map.of("NODES", "3");

        assertThat(Command.parse(List.of("run"), environment))
                .isEqualTo(new Command.Run(3, false, Optional.empty()));
        assertThat(Command.parse(List.of("run", "--nodes", "2", "--fresh"), environment))
                .isEqualTo(new Command.Run(2, true, Optional.empty()));
    }

    @Test
    void takesTheDemosOptions() throws Failure {
        assertThat(parse("demo"))
                .isEqualTo(
                        new Command.Demo(
                                List.of(
                                        Command.Part.STORAGE_NODE,
                                        Command.Part.DIFFTRACKER,
                                        Command.Part.PUBLISHING_QUEUE),
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                Optional.empty()));
        assertThat(
                        parse(
                                "demo",
                                "--node-port",
                                "50100",
                                "--client-port",
                                "50101",
                                "--data-dir",
                                "/data",
                                "--only",
                                "storage-node"))
                .isEqualTo(
                        new Command.Demo(
                                List.of(Command.Part.STORAGE_NODE),
                                OptionalInt.of(50100),
                                OptionalInt.of(50101),
                                Optional.of(Path.of("/data"))));
    }

    @Test
    void takesAClusterOfTheUsersOwnWithItsClassOnly() throws Failure {
        assertThat(parse("run", "--kubeconfig", "/config", "--class", "mine"))
                .isEqualTo(
                        new Command.Run(
                                1, false, Optional.of(new OwnCluster(Path.of("/config"), "mine"))));
        refuses("--kubeconfig and --class go together", "run", "--kubeconfig", "/config");
        refuses("--kubeconfig and --class go together", "run", "--class", "mine");
    }

    @Test
    void takesFilesToApply() throws Failure {
        assertThat(parse("apply", "a.yaml", "--port", "8099", "b.yaml"))
                .isEqualTo(new Command.Apply(List.of(Path.of("a.yaml"), Path.of("b.yaml")), 8099));
        assertThat(parse("apply", "a.yaml"))
                .isEqualTo(new Command.Apply(List.of(Path.of("a.yaml")), 8091));
        refuses("apply needs a file", "apply");
        refuses("unknown option '-f' of apply", "apply", "-f", "a.yaml");
    }

    @Test
    void helpsWhereverItIsAsked() throws Failure {
        assertThat(parse("--help")).isEqualTo(new Command.Help());
        assertThat(parse("help")).isEqualTo(new Command.Help());
        assertThat(parse("demo", "-h")).isEqualTo(new Command.Help());
    }

    @Test
    void namesTheWordThatIsWrong() {
        refuses("unknown command 'ruin'", "ruin");
        refuses("unknown option '--nods' of run", "run", "--nods", "3");
        refuses("unknown option '--fresh' of demo", "demo", "--fresh");
        refuses(
                "--only is 'all', and must be storage-node, difftracker or publishing-queue",
                "demo",
                "--only",
                "all");
        refuses("--nodes needs a value", "run", "--nodes");
        refuses(
                "--nodes is 'many', and must be a whole number from 1 to 8",
                "run",
                "--nodes",
                "many");
        refuses("--nodes is '9', and must be a whole number from 1 to 8", "run", "--nodes", "9");
        refuses(
                "--client-port is '0', and must be a whole number from 1 to 65535",
                "demo",
                "--client-port",
                "0");
    }

    @Test
    void namesTheEnvironmentWhenThatIsWrong() {
        assertThatThrownBy(() -> Command.parse(List.of("run"), Map.of("NODES", "0")))
                .isInstanceOf(Failure.class)
                .hasMessage("NODES is '0', and must be a whole number from 1 to 8");
    }

    private static Command parse(String... words) throws Failure {
        return Command.parse(List.of(words), Map.of());
    }

    private static void refuses(String message, String... words) {
        assertThatThrownBy(() -> parse(words))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(message);
    }
}
