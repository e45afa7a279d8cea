package dev.pairplane.storage.telemetry;

import dev.pairplane.storage.core.engine.Engine;
import dev.pairplane.storage.core.engine.EngineStatus;
import java.util.Optional;

/// Statuses of an engine.
final class Statuses {
    private Statuses() {}

    /// One whose every figure differs.
    static EngineStatus of(Engine.State state, boolean poisoned, long oldestWaitNanos) {
        return new EngineStatus(
                state, poisoned, 11, 22, 33, 44, 55, 66, 77, 88, oldestWaitNanos, Optional.empty());
    }
}
