package dev.pairplane.storage.core.engine;

/// Takes the engine's events. Called on the thread that caused them, often under the commit's lock:
/// it must be quick, must not block and must not call the engine.
@FunctionalInterface
public interface EngineListener {
    /// Something happened.
    void on(EngineEvent event);
}
