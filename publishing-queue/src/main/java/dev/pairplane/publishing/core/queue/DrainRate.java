package dev.pairplane.publishing.core.queue;

/// How fast jobs leave, over the last 10 to 20 s.
final class DrainRate {
    private static final long WINDOW = 10_000_000_000L;
    private static final double SECOND = 1e9;

    private long from;
    private long now;
    private long before;

    void left(long time) {
        turn(time);
        now++;
    }

    /// Jobs a second; zero when none left.
    double perSecond(long time) {
        turn(time);
        return (now + before) * SECOND / (WINDOW + time - from);
    }

    private void turn(long time) {
        if (time - from < WINDOW) {
            return;
        }
        before = time - from < 2 * WINDOW ? now : 0;
        now = 0;
        from = time - time % WINDOW;
    }
}
