package dev.pairplane.storage.bench.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits until a store has nothing to do.
final class Quiet {
    private static final int LOOKS = 4;
    private static final long MILLIS = 50;

    private Quiet() {}

    /// Between two tasks it looks as if there were none, so it looks several times.
    static void await(Callable<Boolean> idle) throws InterruptedException {
        int quiet = 0;
        while (quiet < LOOKS) {
            if (new CountDownLatch(1).await(MILLIS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody counts it down");
            }
            quiet = isIdle(idle) ? quiet + 1 : 0;
        }
    }

    private static boolean isIdle(Callable<Boolean> idle) {
        try {
            return idle.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
