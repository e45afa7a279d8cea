/// Azure Resource Manager, as far as the controller needs it: a thin REST client behind
/// [dev.pairplane.difftracker.core.azure.Azure].
///
/// [ArmClient] is the port. A call builds its body ([RequestBodies]), sends it ([ArmTransport]),
/// follows a long-running operation to its end ([LongRunning]), and reads the result
/// ([ResourceReader], [LoadBalancerReader], [GatewayReader]). All of it happens on the call's own
/// virtual thread; a call ends within its timeout, and whatever is not a plain answer is told
/// apart: not sent, refused, or unanswered with unknown effect.
///
/// A token is sent only to the configured endpoint: links in answers (next pages, operations) that
/// lead anywhere else are not followed.
@NullMarked
package dev.pairplane.difftracker.outbound.azure;

import org.jspecify.annotations.NullMarked;
