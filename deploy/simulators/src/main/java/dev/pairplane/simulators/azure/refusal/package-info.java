/// What the simulated Azure refuses: one list, [Refusal], and the exception that carries an entry
/// of it from the rule that noticed to the answer.
@NullMarked
package dev.pairplane.simulators.azure.refusal;

import org.jspecify.annotations.NullMarked;
