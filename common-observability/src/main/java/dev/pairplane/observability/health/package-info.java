/// Whether a process lives, is ready, has started, and why not.
///
/// [Health] runs every [HealthCheck] on threads of its own, each `health.interval`; the outcome is
/// an immutable [HealthSnapshot] from which [HealthRoutes] answers on the event loop without
/// waiting for anything. What changes at once (starting, recovering, draining, stopping) is a
/// [Condition], seen by the next request. Liveness is the [Watchdog] alone: it does not depend on
/// disks or on checks.
@NullMarked
package dev.pairplane.observability.health;

import org.jspecify.annotations.NullMarked;
