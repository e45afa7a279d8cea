package dev.pairplane.storage.telemetry;

import dev.pairplane.observability.health.Watchdog;
import dev.pairplane.storage.core.engine.EngineStatus;
import java.time.Duration;
import java.util.function.Supplier;

/// Lets the watchdog see a write that gets stuck in the log: a disk that hangs takes the node out
/// of service. One thread.
public final class CommitWatch {
    /// From here on the watchdog's time runs.
    private static final Duration STUCK = Duration.ofSeconds(1);

    private final Watchdog.Beat beat;
    private final Supplier<EngineStatus> status;
    private boolean stuck;

    /// Watches under the name `group-commit`.
    public CommitWatch(Watchdog watchdog, Supplier<EngineStatus> status) {
        this.beat = watchdog.register("group-commit");
        this.status = status;
        beat.idle();
    }

    /// Looks at the oldest write that is not decided yet. Called again and again.
    public void look() {
        boolean stuckNow = status.get().oldestWaitNanos() > STUCK.toNanos();
        if (stuckNow && !stuck) {
            beat.beat();
        } else if (!stuckNow) {
            beat.idle();
        }
        stuck = stuckNow;
    }
}
