/// What the controller has in Azure: the resources as it wants them, as it finds them, and the port
/// to them.
///
/// Names and ids are pure functions of a service's key ([ResourceIds]). Bodies are values
/// ([PublicIpSpec], [LoadBalancerSpec], [ServiceRequest], [LocationBatch]); how they look on the
/// wire is the port's business. Who owns a resource is read off its tags ([Ownership]).
@NullMarked
package dev.pairplane.difftracker.core.azure;

import org.jspecify.annotations.NullMarked;
