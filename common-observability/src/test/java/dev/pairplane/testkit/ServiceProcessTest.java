package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir Path folder;
    private Path log = Path.of("");

    @BeforeEach
    void nameTheLog() {
        log = folder.resolve("logs/service.log");
    }

    private ServiceProcess.Plan sample(String... arguments) {
        return ServiceProcess.ofMain(
                        SourceCompiler.classPath(), "dev.pairplane.testkit.SampleService")
                .jvm("-XX:TieredStopAtLevel=1", "-Xmx64m")
                .args(arguments)
                .log(log);
    }

    private ServiceProcess serving(int port) {
        return sample("serve", "" + port, folder.resolve("starts").toString())
                .readyWhen(Readiness.http(ServiceProcess.loopback(port, "/ready")))
                .start(SOON);
    }

    private static int port() {
        try (var ports = FreePorts.hold(1)) {
            return ports.next();
        }
    }

    @Test
    void startsUntilReadyAndEndsOnSigterm() {
        var port = port();
        try (var service = serving(port)) {
            assertThat(service.isRunning()).isTrue();
            assertThat(Readiness.port(port).isReady()).isTrue();

            var exit = service.terminate(SOON).exitedWith(143);

            assertThat(exit.after()).isLessThan(SOON);
            assertThat(service.isRunning()).isFalse();
            assertThat(Readiness.port(port).isReady()).isFalse();
            assertThatThrownBy(() -> exit.exitedWith(0)).hasMessage("exit code 143, not 0");
        }
    }

    @Test
    void startsAgainOnTheSamePortAndFolderAfterAKill() {
        try (var service = serving(port())) {
            var first = service.pid();
            assertThatThrownBy(service::startAgain).hasMessageContaining("still runs");

            service.kill().exitedWith(137);
            service.startAgain();

            assertThat(service.pid()).isNotEqualTo(first);
            assertThat(folder.resolve("starts")).hasContent("xx");
            assertThat(service.logText().lines().filter(l -> l.startsWith("sample serve")))
                    .hasSize(2);
        }
    }

    @Test
    void aPausedProcessAnswersNothingUntilItGoesOn() {
        var port = port();
        var ready = Readiness.http(ServiceProcess.loopback(port, "/ready"));
        try (var service = serving(port)) {
            service.pause();
            assertThat(ready.isReady()).isFalse();
            assertThat(service.isRunning()).isTrue();

            service.resume();
            assertThat(ready.isReady()).isTrue();
        }
    }

    @Test
    void anEarlyEndFailsAtOnceWithTheLog() {
        assertThatThrownBy(() -> sample("fail", "3").readyWhen(() -> false).start(SOON))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ended with 3 before it was ready")
                .hasMessageContaining("sample fail 3");
    }

    @Test
    void oneThatIsNeverReadyIsKilled() {
        assertThatThrownBy(() ->
                        sample("stubborn").readyWhen(() -> false).start(Duration.ofMillis(300)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was not ready within PT0.3S");
    }

    @Test
    void oneThatIgnoresSigtermIsKilledAndReported() {
        var plan = sample("stubborn").env("SAMPLE", "value").directory(folder);
        try (var service = plan.start(SOON)) {
            await().until(() -> service.logText().contains("ready value"));

            assertThatThrownBy(() -> service.terminate(Duration.ofMillis(300)))
                    .hasMessageContaining("did not end within PT0.3S of SIGTERM");
            assertThat(service.isRunning()).isFalse();
        }
    }

    @Test
    void waitsForAnEndThatComesByItself() {
        try (var service = sample("fail", "0").start(SOON)) {
            service.awaitExit(SOON).exitedWith(0);
        }
    }

    @Test
    void noChildOutlivesAParentThatIsKilled() {
        Assumptions.assumeTrue(Leash.hasSetpriv(), "setpriv (Debian: util-linux) is not there");
        childDiesWithItsParent("true");
    }

    @Test
    void noChildOutlivesAParentThatIsKilledWithoutSetpriv() {
        childDiesWithItsParent("false");
    }

    private void childDiesWithItsParent(String setpriv) {
        try (var parent = sample("parent", setpriv).start(SOON)) {
            var child = Pattern.compile("child=(\\d+);");
            await().atMost(SOON).until(() -> child.matcher(parent.logText()).find());
            var found = child.matcher(parent.logText());
            assertThat(found.find()).isTrue();
            var handle = ProcessHandle.of(Long.parseLong(found.group(1)));
            assertThat(isGone(handle)).isFalse();

            parent.kill();

            await().atMost(SOON).until(() -> isGone(handle));
        }
    }

    /// A container's first process may not collect the dead; such a zombie counts as gone.
    private static boolean isGone(Optional<ProcessHandle> handle) {
        return handle.isEmpty()
                || !handle.orElseThrow().isAlive()
                || handle.orElseThrow().info().command().isEmpty();
    }

    @Test
    void refusesAJarThatIsNotThere() {
        assertThatThrownBy(() -> ServiceProcess.ofJar(folder.resolve("quarkus-run.jar")))
                .hasMessageContaining("package the module first");
    }
}
