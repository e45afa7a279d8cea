package dev.pairplane.simulators.kubernetes.registry;

/// Hears of pods that are asked to end and that a kubelet would now stop.
@FunctionalInterface
public interface PodTermination {

    /// Called under the store's lock; may not block.
    void terminating(String namespace, String name, String uid, int graceSeconds);
}
