/// What only the packaged program can show: it is started, killed, stopped and refused here as a
/// process, between a simulated cluster and a simulated Azure that live in the test's own JVM.
@NullMarked
package dev.pairplane.difftracker.it;

import org.jspecify.annotations.NullMarked;
