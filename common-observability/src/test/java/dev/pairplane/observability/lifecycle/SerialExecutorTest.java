package dev.pairplane.observability.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.observability.health.Watchdog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final AtomicLong now = new AtomicLong();
    private final Watchdog watchdog = new Watchdog(now::get, Duration.ofSeconds(60));
    private final SerialExecutor serial = new SerialExecutor("controller", watchdog);
    private final WakeUps timers = new WakeUps(serial);

    @AfterEach
    void close() throws InterruptedException {
        timers.close();
        serial.close(LONG);
    }

    @Test
    void runsTasksInOrderOnOneThreadWhoeverGivesThem() throws Exception {
        List<Integer> ran = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            serial.execute(() -> {
                ran.add(number);
                threads.add(Thread.currentThread());
            });
        }
        assertThat(serial.waiting()).isEqualTo(100);

        serial.start();
        serial.close(LONG);

        assertThat(ran).hasSize(100).isSorted();
        assertThat(threads.stream().distinct()).hasSize(1);
    }

    /// Difftracker invariant 105.
    @Test
    void aTaskThatFailsDoesNotStopTheNext() throws Exception {
        var after = new CountDownLatch(1);
        serial.start();

        serial.execute(() -> {
            throw new IllegalStateException("broken");
        });
        serial.execute(after::countDown);

        assertThat(after.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /// Difftracker invariant 106: what many threads ask for is done by one, so no count is lost and
    /// nothing waits for a lock.
    @Test
    void whatManyThreadsAskForIsDoneOneAfterTheOther() throws Exception {
        int threads = 8;
        int tasks = 2_000;
        var counts = new int[64];
        serial.start();

        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                pool.execute(() -> {
                    for (int task = 0; task < tasks; task++) {
                        int service = task % counts.length;
                        serial.execute(() -> counts[service]++);
                        serial.execute(() -> counts[service]--);
                        serial.execute(() -> counts[service]++);
                    }
                });
            }
        }
        serial.close(LONG);

        assertThat(IntStream.of(counts).sum()).isEqualTo(threads * tasks);
    }

    @Test
    void theWatchdogSeesATaskThatDoesNotEnd() throws Exception {
        var running = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        serial.start();
        serial.execute(() -> {
            running.countDown();
            awaitQuietly(release);
        });
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(watchdog.stalled()).isEmpty();

        now.addAndGet(Duration.ofSeconds(61).toNanos());

        assertThat(watchdog.stalled()).containsExactly("controller");
        release.countDown();
        Awaitility.await().atMost(LONG).until(() -> watchdog.stalled().isEmpty());
    }

    @Test
    void takesNothingAfterItsEnd() throws Exception {
        serial.start();
        serial.close(LONG);

        assertThatThrownBy(() -> serial.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(watchdog.stalled()).isEmpty();
    }

    /// Difftracker invariant 114.
    @Test
    void timersRunOnItUnlessCancelled() throws Exception {
        var ran = new CountDownLatch(1);
        List<String> threads = new ArrayList<>();
        serial.start();

        timers.after(Duration.ofHours(1), () -> threads.add("too late")).run();
        timers.after(
                Duration.ofMillis(1),
                () -> {
                    threads.add(Thread.currentThread().getName());
                    ran.countDown();
                });

        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).containsExactly("controller");
    }

    /// Difftracker invariant 114.
    @Test
    void aTimerCancelledWhileItsTaskWaitsInTheQueueDoesNotRun() throws Exception {
        List<String> ran = new ArrayList<>();
        Runnable timer = timers.after(Duration.ofNanos(1), () -> ran.add("cancelled"));
        Awaitility.await().atMost(LONG).until(() -> serial.waiting() == 1);

        timer.run();
        serial.execute(() -> ran.add("after"));
        serial.start();
        serial.close(LONG);

        assertThat(ran).containsExactly("after");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
