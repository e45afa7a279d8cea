package dev.pairplane.storage.telemetry;

import dev.pairplane.observability.health.CheckResult;
import dev.pairplane.observability.health.HealthCheck;
import dev.pairplane.storage.core.engine.EngineStatus;
import java.time.Duration;
import java.util.function.Supplier;

/// Whether the log takes writes. Critical when it is poisoned; a warning when a write has waited
/// long.
public final class EngineHealth implements HealthCheck {
    private static final Duration LONG_WAIT = Duration.ofSeconds(2);

    private final Supplier<EngineStatus> status;

    /// @param status the engine's
    public EngineHealth(Supplier<EngineStatus> status) {
        this.status = status;
    }

    @Override
    public String name() {
        return "commit_log";
    }

    @Override
    public CheckResult check() {
        EngineStatus now = status.get();
        if (now.poisoned()) {
            return CheckResult.critical(
                    "commit_log_poisoned",
                    "a sync of the log failed; writes are refused until a restart");
        }
        if (!now.damagedTables().isEmpty()) {
            return CheckResult.warning(
                    "damaged_tables",
                    "tables that cannot be merged because they are damaged: "
                            + String.join(", ", now.damagedTables()));
        }
        Duration waited = Duration.ofNanos(now.oldestWaitNanos());
        if (waited.compareTo(LONG_WAIT) > 0) {
            return CheckResult.warning(
                    "write_stall",
                    "the oldest queued write has waited for %d ms".formatted(waited.toMillis()));
        }
        return CheckResult.ok(
                "%d segments, %d bytes, last sequence number %d"
                        .formatted(now.segments(), now.logBytes(), now.lastSeq()));
    }
}
