/// What a service gateway holds: services, and the addresses (of pods) in locations (of nodes) that
/// refer to them. [Gateway] applies a whole request or refuses it whole.
@NullMarked
package dev.pairplane.simulators.azure.gateway;

import org.jspecify.annotations.NullMarked;
