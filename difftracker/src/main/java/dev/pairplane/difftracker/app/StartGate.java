package dev.pairplane.difftracker.app;

import dev.pairplane.difftracker.core.engine.ControllerEvent;
import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.observability.command.StartRefusal;
import dev.pairplane.observability.health.Condition;
import dev.pairplane.observability.health.Health;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// Keeps the process from being ready until the controller is at work, and ends it when the
/// controller refuses to go on. Called on the serial executor only.
final class StartGate implements Consumer<ControllerEvent> {
    private final Map<StartPhase, Condition> conditions = new EnumMap<>(StartPhase.class);
    private final Runnable end;

    /// @param end ends the process; what the reason is has been told by then
    StartGate(Health health, Runnable end) {
        for (StartPhase phase : StartPhase.values()) {
            if (phase != StartPhase.RUNNING) {
                conditions.put(phase, health.condition(phase.name().toLowerCase(Locale.ROOT)));
            }
        }
        this.end = end;
        show(StartPhase.WAITING_FOR_CLUSTER);
    }

    @Override
    public void accept(ControllerEvent event) {
        if (event instanceof ControllerEvent.Phase(StartPhase phase, String detail)) {
            show(phase);
            if (phase == StartPhase.REFUSED) {
                StartRefusal.because(detail);
                end.run();
            }
        }
    }

    /// The new one is raised before the old one is cleared, so that readiness does not flicker.
    private void show(StartPhase now) {
        Condition raised = conditions.get(now);
        if (raised != null) {
            raised.raise();
        }
        conditions.forEach((phase, condition) -> {
            if (phase != now) {
                condition.clear();
            }
        });
    }
}
