package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.util.Optional;

/// All alarms of the queue on one timer. Its time starts at zero and only grows, so it can be
/// sorted by.
final class AlarmClock {
    private final Timers timers;
    private final Runnable afterRinging;
    private final AlarmHeap heap = new AlarmHeap();
    private final long origin;
    private Optional<Timers.Timer> timer = Optional.empty();
    private long timerAt;
    private long earliest;

    /// @param afterRinging runs once when some alarms have rung
    AlarmClock(Timers timers, Runnable afterRinging) {
        this.timers = timers;
        this.afterRinging = afterRinging;
        origin = timers.nanos();
    }

    /// Nanoseconds since the start.
    long now() {
        return timers.nanos() - origin;
    }

    /// Sets an alarm, or sets it anew. One that is set while others ring has its turn with the next
    /// timer, however early it is, so that ringing ends.
    void set(Alarm alarm, long at) {
        heap.set(alarm, Math.max(at, earliest));
    }

    void clear(Alarm alarm) {
        heap.clear(alarm);
    }

    /// Sees to it that the earliest alarm rings. A timer that was set for an alarm since cleared is
    /// left alone: it finds nothing due and sets itself anew.
    void arm() {
        if (heap.next().isEmpty()) {
            return;
        }
        long next = heap.next().orElseThrow();
        if (timer.isPresent() && timerAt <= next) {
            return;
        }
        timer.ifPresent(Timers.Timer::cancel);
        timerAt = next;
        timer = Optional.of(timers.after(Duration.ofNanos(Math.max(0, next - now())), this::ring));
    }

    private void ring() {
        timer = Optional.empty();
        long now = now();
        earliest = now + 1;
        for (var due = heap.due(now); due.isPresent(); due = heap.due(now)) {
            due.orElseThrow().ring();
        }
        earliest = 0;
        afterRinging.run();
    }
}
