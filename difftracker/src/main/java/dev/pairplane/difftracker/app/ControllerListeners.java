package dev.pairplane.difftracker.app;

import dev.pairplane.difftracker.core.engine.ControllerEvent;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Hands the controller's events to telemetry and to the gate of the start. The gate is made when
/// the process starts: health, which it raises its conditions with, asks for the controller.
final class ControllerListeners implements Consumer<ControllerEvent> {
    private final Consumer<ControllerEvent> telemetry;
    private final Supplier<StartGate> makeGate;
    private volatile @Nullable StartGate gate;

    ControllerListeners(Consumer<ControllerEvent> telemetry, Supplier<StartGate> makeGate) {
        this.telemetry = telemetry;
        this.makeGate = makeGate;
    }

    /// Makes the gate: not ready from now on, until the controller is at work.
    void open() {
        gate = makeGate.get();
    }

    @Override
    public void accept(ControllerEvent event) {
        telemetry.accept(event);
        StartGate present = gate;
        if (present != null) {
            present.accept(event);
        }
    }
}
