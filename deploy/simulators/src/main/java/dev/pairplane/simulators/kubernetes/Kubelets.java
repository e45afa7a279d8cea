package dev.pairplane.simulators.kubernetes;

import dev.pairplane.simulators.kubernetes.registry.DeleteOptions;
import dev.pairplane.simulators.kubernetes.registry.PodTermination;
import dev.pairplane.simulators.kubernetes.registry.Registry;
import dev.pairplane.simulators.kubernetes.registry.Target;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends the pods that were deleted, as the kubelet of each node would. One thread.
final class Kubelets implements PodTermination, AutoCloseable {

    private final Duration delay;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("kubelets").factory());
    private volatile @Nullable Registry registry;

    Kubelets(Duration delay) {
        this.delay = delay;
    }

    void work(Registry at) {
        registry = at;
    }

    @Override
    public void terminating(String namespace, String name, String uid, int graceSeconds) {
        long millis = Math.min(delay.toMillis(), TimeUnit.SECONDS.toMillis(graceSeconds));
        Future<?> ignored =
                timer.schedule(() -> end(namespace, name, uid), millis, TimeUnit.MILLISECONDS);
    }

    private void end(String namespace, String name, String uid) {
        Registry at = registry;
        if (at == null) {
            return;
        }
        try {
            at.delete(Target.of(ResourceType.PODS, namespace, name), DeleteOptions.now(uid));
        } catch (ApiException gone) {
            // Somebody else was faster.
            return;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
