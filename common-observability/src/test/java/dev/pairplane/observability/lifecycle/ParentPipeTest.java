package dev.pairplane.observability.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParentPipeTest {

    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void shutsDownAtTheEndOfThePipeAndNotBefore() throws Exception {
        CountDownLatch shutdown = new CountDownLatch(1);
        PipedOutputStream parent = new PipedOutputStream();
        ParentPipe.watch(new PipedInputStream(parent), shutdown::countDown, LONG, _ -> {});

        parent.write("whatever the parent says means nothing".getBytes(StandardCharsets.UTF_8));
        parent.flush();
        assertThat(shutdown.getCount()).isOne();

        parent.close();
        assertThat(shutdown.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void takesAnUnreadablePipeForAParentThatIsGone() throws Exception {
        CountDownLatch shutdown = new CountDownLatch(1);
        InputStream broken = new PipedInputStream(); // not connected: each read fails

        ParentPipe.watch(broken, shutdown::countDown, LONG, _ -> {});

        assertThat(shutdown.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void haltsAProcessWhoseShutdownNeverEnds() throws Exception {
        CompletableFuture<Integer> halted = new CompletableFuture<>();
        CountDownLatch never = new CountDownLatch(1);

        ParentPipe.watch(
                InputStream.nullInputStream(),
                () -> awaitQuietly(never),
                Duration.ofMillis(1),
                halted::complete);

        assertThat(halted.get(30, TimeUnit.SECONDS)).isEqualTo(ParentPipe.HALTED);
    }

    @Test
    void watchesOnlyWhenAsked() {
        assertThat(System.getProperty(ParentPipe.PROPERTY)).isNull();

        assertThat(ParentPipe.watchIfAsked(() -> {})).isFalse();
    }

    @Test
    void endsARealProcessWhenItsStandardInputCloses() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-D" + ParentPipe.PROPERTY + "=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                EndsWithParent.class.getName())
                        .redirectErrorStream(true)
                        .start();
        assertThat(process.inputReader().readLine()).isEqualTo("watching: true");
        assertThat(process.isAlive()).isTrue();

        process.outputWriter().close();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(EndsWithParent.ORDERLY);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A process with nothing to do but to outlive its welcome.
    static final class EndsWithParent {
        static final int ORDERLY = 3;

        private EndsWithParent() {}

        public static void main(String[] args) throws InterruptedException {
            boolean watching = ParentPipe.watchIfAsked(() -> System.exit(ORDERLY));
            System.out.println("watching: " + watching);
            new CountDownLatch(1).await();
        }
    }
}
