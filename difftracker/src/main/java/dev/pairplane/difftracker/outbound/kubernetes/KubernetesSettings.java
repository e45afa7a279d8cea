package dev.pairplane.difftracker.outbound.kubernetes;

import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.outbound.guard.GuardLimits;
import java.time.Duration;

/// Limits on what is written to Kubernetes, and who writes.
///
/// @param limits on single exchanges
/// @param controller the pod we run in: events about nothing else are about it. Its UID may be
///   empty; an empty namespace means `default`
/// @param instance tells replicas apart in events
/// @param eventQueue events that wait; more are dropped
/// @param eventBurst events that may go out at once
/// @param eventInterval from one event to the next after a burst
/// @param eventRepeat the same said again within this time counts up the event that was there
public record KubernetesSettings(
        GuardLimits limits,
        ObjectRef controller,
        String instance,
        int eventQueue,
        int eventBurst,
        Duration eventInterval,
        Duration eventRepeat) {

    /// @throws IllegalArgumentException when a limit is not positive
    public KubernetesSettings {
        if (eventQueue < 1 || eventBurst < 1) {
            throw new IllegalArgumentException(
                    "room for one event and a burst of one are the least, not "
                            + eventQueue
                            + " and "
                            + eventBurst);
        }
        if (!eventInterval.isPositive() || !eventRepeat.isPositive()) {
            throw new IllegalArgumentException(
                    "positive times are wanted, not " + eventInterval + " and " + eventRepeat);
        }
    }

    /// 32 exchanges at once, 10 s each; 512 events wait, 5 a second go out after a burst of 50.
    public static KubernetesSettings of(ObjectRef controller) {
        GuardLimits limits =
                new GuardLimits(32, Duration.ofSeconds(10), 20, 0.5, Duration.ofSeconds(5));
        return new KubernetesSettings(
                limits,
                controller,
                controller.name(),
                512,
                50,
                Duration.ofMillis(200),
                Duration.ofMinutes(10));
    }
}
