/// A simulated Azure for Pairplane: ARM's resources of `Microsoft.Network` that Pairplane uses, and
/// the service gateway with its four calls, over HTTP on the loopback address.
///
/// [AzureSimulator] starts one. Requests come in through `azure.http`, are hit by what
/// `azure.fault` has for them, work on the state in `azure.cloud` (`azure.resource` and
/// `azure.gateway` hold it), and are refused with an entry of `azure.refusal`.
@NullMarked
package dev.pairplane.simulators.azure;

import org.jspecify.annotations.NullMarked;
