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

    /// @throws IllegalArgumentException when a limit is not positive, or leaves no room for an
    ///   exchange beside the events'
    public KubernetesSettings {
        if (limits.atOnce() < 2) {
            throw new IllegalArgumentException(
                    "two exchanges at once are the least, not " + limits.atOnce());
        }
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

    /// Exchanges at once besides those of the operations: one for events, the others for addresses
    /// that are published again and for conditions, which no operation waits for.
    private static final int BESIDES = 22;

    /// 10 s for each exchange; 512 events wait, 5 a second go out after a burst of 50.
    ///
    /// @param concurrency operations under way at once; each has at most one exchange, for which
    ///   there is always room
    public static KubernetesSettings of(ObjectRef controller, int concurrency) {
        GuardLimits limits =
                new GuardLimits(
                        concurrency + BESIDES,
                        Duration.ofSeconds(10),
                        20,
                        0.5,
                        Duration.ofSeconds(5));
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
