package dev.pairplane.observability.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalsTest {
    /// What the child process of the test runs.
    static final class Child {
        private Child() {}

        public static void main(String... args) throws InterruptedException {
            CountDownLatch never = new CountDownLatch(1);
            boolean taken =
                    Signals.handle(
                            () -> System.out.println("first"),
                            () -> Runtime.getRuntime().halt(125));
            System.out.println(taken ? "up" : "refused");
            never.await();
        }
    }

    @Test
    void stopsOnTheFirstSignalAndHaltsOnTheSecond() throws Exception {
        Process child = start();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("up");
            child.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("first");
            child.toHandle().destroy();
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(125);
        } finally {
            child.destroyForcibly();
        }
    }

    private static Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
