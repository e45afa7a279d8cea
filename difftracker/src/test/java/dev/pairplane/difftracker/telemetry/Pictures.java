package dev.pairplane.difftracker.telemetry;

import dev.pairplane.difftracker.core.engine.ParkReason;
import dev.pairplane.difftracker.core.engine.ServiceState;
import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.engine.Totals;
import dev.pairplane.difftracker.core.state.ServiceKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// Sizes as the controller would give them.
public final class Pictures {
    private Pictures() {}

    /// Nothing there yet.
    public static Totals empty() {
        return totals(StartPhase.WAITING_FOR_CLUSTER, 0, -1, 0);
    }

    /// At work, every figure another one.
    public static Totals busy() {
        return totals(StartPhase.RUNNING, 1, Duration.ofSeconds(90).toNanos(), 0);
    }

    /// A picture.
    ///
    /// @param factor what every figure is multiplied with
    /// @param age of the mirror and of the last sync
    public static Totals totals(StartPhase phase, int factor, long age, int held) {
        Map<ServiceKind, Map<ServiceState, Integer>> services = new EnumMap<>(ServiceKind.class);
        Map<ServiceKind, Map<ServiceState, Long>> oldest = new EnumMap<>(ServiceKind.class);
        int figure = 10;
        for (ServiceKind kind : ServiceKind.values()) {
            Map<ServiceState, Integer> counts = new EnumMap<>(ServiceState.class);
            Map<ServiceState, Long> ages = new EnumMap<>(ServiceState.class);
            for (ServiceState state : ServiceState.values()) {
                figure++;
                counts.put(state, figure * factor);
                ages.put(state, Duration.ofSeconds((long) figure * factor).toNanos());
            }
            services.put(kind, counts);
            oldest.put(kind, ages);
        }
        Map<ParkReason, Integer> parked = new EnumMap<>(ParkReason.class);
        for (ParkReason reason : ParkReason.values()) {
            parked.put(reason, (parked.size() + 1) * factor);
        }
        return new Totals(
                phase,
                services,
                oldest,
                31 * factor,
                32 * factor,
                33 * factor,
                34 * factor,
                parked,
                35 * factor,
                36 * factor,
                37 * factor,
                38 * factor,
                39 * factor,
                40 * factor,
                age,
                age,
                held);
    }
}
