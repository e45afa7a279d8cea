/// Wiring and lifecycle: the executable's `main`, the beans, and the order of start and stop.
///
/// Start: the ports open; [NodeLifecycle] then recovers the store (callers get UNAVAILABLE
/// meanwhile), starts the maintenance loop, and says that the node is ready. Stop is the reverse:
/// readiness goes, new mutations are refused, those under way end, the log is sealed, the lock is
/// given back, the ports close.
@NullMarked
package dev.pairplane.storage.app;

import org.jspecify.annotations.NullMarked;
