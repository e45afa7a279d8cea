package dev.pairplane.local;

import java.time.Duration;
import java.util.List;

/// Looks again and again until all is as it should be, or the patience ends.
final class DemoWait {

    /// Between two looks: far below what an operation in Azure takes.
    private static final Duration PAUSE = Duration.ofMillis(100);

    /// In which the end of a process is noticed after it stopped answering.
    private static final Duration NOTICE = Duration.ofSeconds(2);

    private final Duration patience;
    private final DemoClient.Watch watch;

    /// @param patience for one wait
    /// @param watch is asked before each look
    DemoWait(Duration patience, DemoClient.Watch watch) {
        this.patience = patience;
        this.watch = watch;
    }

    /// Something that calls a simulator.
    ///
    /// @param <T> what it brings
    @FunctionalInterface
    interface Call<T> {
        T call() throws Failure, InterruptedException, JsonHttp.NoAnswer;
    }

    /// Calls once.
    ///
    /// @throws Failure when there is no answer, naming the process that ended if one did
    <T> T once(Call<T> call) throws Failure, InterruptedException {
        try {
            return call.call();
        } catch (JsonHttp.NoAnswer e) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < NOTICE.toNanos()) {
                watch.check();
                Thread.sleep(PAUSE);
            }
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    /// Looks until nothing is amiss.
    ///
    /// @param goal what is waited for, as in "Azure follows"
    /// @param look says what is amiss
    /// @return how long it took
    /// @throws Failure with what was amiss at the last look
    Duration until(String goal, Call<List<String>> look) throws Failure, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            watch.check();
            List<String> amiss;
            try {
                amiss = look.call();
            } catch (JsonHttp.NoAnswer e) {
                amiss = List.of(String.valueOf(e.getMessage()));
            }
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            if (amiss.isEmpty()) {
                return taken;
            }
            if (taken.compareTo(patience) > 0) {
                throw new Failure(
                        "%s: not after %d s: %s"
                                .formatted(goal, patience.toSeconds(), String.join("; ", amiss)));
            }
            Thread.sleep(PAUSE);
        }
    }
}
