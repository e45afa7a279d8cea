/// The state of the simulated Azure as one thing: resources, gateways and the operations under way,
/// under one lock. Everything that takes time is given to a [Timer], so a test can let it pass.
@NullMarked
package dev.pairplane.simulators.azure.cloud;

import org.jspecify.annotations.NullMarked;
