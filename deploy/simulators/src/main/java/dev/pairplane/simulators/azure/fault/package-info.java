/// How the simulated Azure answers, and what goes wrong: the standing [Behaviour] (flavours of
/// asynchronous answers, delays, throttling) and [Faults] that hit single requests.
@NullMarked
package dev.pairplane.simulators.azure.fault;

import org.jspecify.annotations.NullMarked;
