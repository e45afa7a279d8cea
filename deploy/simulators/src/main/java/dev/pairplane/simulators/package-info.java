/// Both simulators in one process, for `make run`: they keep their state in one file, so a restart
/// never makes one forget what the other remembers. The file shows one moment of both; only while
/// they change so fast that no snapshot falls between two changes, it may show the Kubernetes API
/// server some milliseconds later than Azure.
///
/// Threads: the simulators' own, one that saves, and one that waits for the parent's pipe to close.
@NullMarked
package dev.pairplane.simulators;

import org.jspecify.annotations.NullMarked;
