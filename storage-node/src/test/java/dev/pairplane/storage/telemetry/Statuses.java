package dev.pairplane.storage.telemetry;

import dev.pairplane.storage.core.engine.DiskLevel;
import dev.pairplane.storage.core.engine.DrainState;
import dev.pairplane.storage.core.engine.Engine;
import dev.pairplane.storage.core.engine.EngineStatus;
import dev.pairplane.storage.core.sstable.BlockCache;
import java.util.List;
import java.util.Optional;

/// Statuses of an engine.
final class Statuses {
    private Statuses() {}

    /// One whose every figure differs.
    static EngineStatus of(Engine.State state, boolean poisoned, long oldestWaitNanos) {
        return of(state, poisoned, oldestWaitNanos, List.of());
    }

    static EngineStatus of(
            Engine.State state, boolean poisoned, long oldestWaitNanos, List<String> damaged) {
        return new EngineStatus(
                state,
                poisoned,
                11,
                22,
                23,
                33,
                34,
                List.of(
                        new EngineStatus.Level(1, 101),
                        new EngineStatus.Level(2, 102),
                        new EngineStatus.Level(3, 103)),
                damaged,
                new BlockCache.Figures(91, 92, 93),
                94,
                new DrainState(DrainState.Stage.NONE, ""),
                DiskLevel.NORMAL,
                44,
                55,
                66,
                77,
                88,
                oldestWaitNanos,
                Optional.empty());
    }
}
