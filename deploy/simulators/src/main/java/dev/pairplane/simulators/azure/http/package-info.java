/// The HTTP side: ARM's paths, headers and asynchronous answers, the journal, and what is served
/// under `/simulator/` to look at the simulator and to inject faults.
///
/// Each request has a virtual thread of its own; a request that hangs or is delayed blocks it.
@NullMarked
package dev.pairplane.simulators.azure.http;

import org.jspecify.annotations.NullMarked;
