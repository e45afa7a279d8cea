package dev.pairplane.difftracker.outbound.guard;

import dev.pairplane.difftracker.core.call.Outcome;
import java.time.Duration;
import java.util.Optional;

/// The time that one call has, and whether anything of it was sent. Safe for threads.
public final class Deadline {

    private final Duration timeout;
    private final long endsAt;
    private volatile boolean sent;

    /// Begins now.
    public Deadline(Duration timeout) {
        this.timeout = timeout;
        this.endsAt = System.nanoTime() + timeout.toNanos();
    }

    /// What is left; zero when it is over.
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, endsAt - System.nanoTime()));
    }

    public boolean isOver() {
        return endsAt - System.nanoTime() <= 0;
    }

    /// From now on the call may have had an effect.
    public void markSent() {
        sent = true;
    }

    /// Takes [#markSent] back, for an attempt that turned out to have sent nothing.
    ///
    /// @param before what [#wasSent] was before the attempt
    public void restoreSent(boolean before) {
        sent = before;
    }

    public boolean wasSent() {
        return sent;
    }

    /// Waits, but not beyond the end.
    ///
    /// @return whether the whole delay has passed and there is time left
    /// @throws InterruptedException when the call was given up
    public boolean pause(Duration delay) throws InterruptedException {
        Duration left = remaining();
        if (delay.compareTo(left) >= 0) {
            Thread.sleep(left);
            return false;
        }
        Thread.sleep(delay);
        return true;
    }

    /// How a call ends whose time is over.
    public <T> Outcome<T> expired() {
        return sent
                ? new Outcome.Unanswered<>("no final answer within " + timeout)
                : new Outcome.NotSent<>(Outcome.Reason.UNREACHABLE, Optional.empty());
    }
}
