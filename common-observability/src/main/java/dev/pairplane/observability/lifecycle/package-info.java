/// Start and stop in order, the same in all services.
///
/// [Lifecycle] starts its [Component]s one after the other, each within its deadline, and stops
/// them in reverse: readiness goes first, then the pre-stop delay, then each component; a process
/// that takes too long, or is told twice, is halted. [LifecycleHook] drives it so that the HTTP
/// ports answer from before the first component starts until after the last one stopped. [Loop] is
/// the one kind of background thread; [SerialExecutor] is the thread that a core lives on, and
/// [WakeUps] its timers.
@NullMarked
package dev.pairplane.observability.lifecycle;

import org.jspecify.annotations.NullMarked;
