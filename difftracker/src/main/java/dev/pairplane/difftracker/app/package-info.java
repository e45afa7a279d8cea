/// Wiring and lifecycle: the executable's `main`, the beans, the serial executor with its timers,
/// and the order of start and stop.
///
/// Start: the ports open; [DifftrackerLifecycle] starts the controller, which waits for the
/// cluster, and then the watches; the process is ready when the controller is at work. Stop is the
/// reverse: readiness goes, the watches end, the controller takes nothing more and drains what is
/// under way within a deadline, the calls that are left are cut, the serial executor ends.
@NullMarked
package dev.pairplane.difftracker.app;

import org.jspecify.annotations.NullMarked;
