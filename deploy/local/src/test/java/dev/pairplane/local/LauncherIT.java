package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The launcher with the packaged storage node.
@Timeout(180)
class LauncherIT {

    private static final String RUNNING = "Ctrl-C stops everything.";

    @TempDir Path directory;

    @BeforeEach
    void makeRepository() throws Exception {
        Playground.in(directory);
    }

    @Test
    void printsPlacesThatAnswerAndStopsInOrder() throws Exception {
        try (LauncherProcess launcher = start();
                Answers answers = new Answers()) {
            launcher.awaitLine(RUNNING);
            for (String path : List.of("/", "/metrics", "/health", "/health/ready")) {
                assertThat(answers.at(java.net.URI.create(console(launcher) + path))).isTrue();
            }

            launcher.signal("TERM");

            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.lastLine()).matches("storage-node-0 stopped in .*exit code 0.");
            assertThat(launcher.survivors()).isEmpty();
        }
    }

    @Test
    void keepsWhatWasAcknowledgedThroughAKillAndLeavesNoProcess() throws Exception {
        try (LauncherProcess launcher = start()) {
            launcher.awaitLine(RUNNING);
            assertThat(client(launcher, "put", "demo", "greeting", "hello")).isNotEmpty();

            launcher.signal("KILL");

            assertThat(launcher.exitCode()).isEqualTo(137);
            launcher.awaitNoSurvivors();
        }
        try (LauncherProcess launcher = start()) {
            launcher.awaitLine(RUNNING);

            assertThat(client(launcher, "get", "demo", "greeting")).contains("hello");
        }
    }

    private LauncherProcess start() throws Exception {
        return LauncherProcess.start(
                Playground.javaCommand(
                        OnFreePorts.class, directory.toString(), Packaged.storageNode().toString()),
                directory,
                Map.of());
    }

    /// What the command line that the launcher shows would print.
    private static String client(LauncherProcess launcher, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Playground.java().toString(),
                                "-jar",
                                Packaged.storageNode().toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--port", find(launcher, " --port (\\d+)")));
        Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(client.waitFor()).as(printed).isZero();
        return printed;
    }

    private static String console(LauncherProcess launcher) {
        return find(launcher, "console +(http://[0-9.:]+)/");
    }

    private static String find(LauncherProcess launcher, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(String.join("\n", launcher.output()));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
