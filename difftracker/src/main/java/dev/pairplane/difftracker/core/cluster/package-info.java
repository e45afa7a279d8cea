/// What the cluster wants: reduced copies of Services, EndpointSlices and Nodes, and what follows
/// from them.
///
/// [ClusterView] holds the copies with indexes by owner and by node, and derives a Service's
/// addresses from the union of its slices, each behind its node's address. [Admission] says whether
/// a Service can be served and with which [InboundSpec]. [Selection] says whether it is ours at
/// all. Nothing here knows Azure or remembers what was done.
@NullMarked
package dev.pairplane.difftracker.core.cluster;

import org.jspecify.annotations.NullMarked;
