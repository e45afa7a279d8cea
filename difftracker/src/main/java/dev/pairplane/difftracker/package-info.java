/// The controller that keeps an Azure Service Gateway equal to what a Kubernetes cluster wants.
///
/// Watches ([dev.pairplane.difftracker.inbound]) reduce Services, EndpointSlices and Nodes and hand
/// them to the controller ([dev.pairplane.difftracker.core.engine]), which decides on one serial
/// executor: per Service a state machine that creates and deletes a public IP, a load balancer and
/// a registration, and one updater of locations that tells the gateway which pod address sits
/// behind which node address. What it decides is carried out by ports
/// ([dev.pairplane.difftracker.core.azure.Azure],
/// [dev.pairplane.difftracker.core.kubernetes.Kubernetes]) that
/// [dev.pairplane.difftracker.outbound] implements; what happens is reported to one listener
/// ([dev.pairplane.difftracker.telemetry]).
///
/// Nothing is kept on disk: a start reads the cluster and Azure again. Every wait has a timer,
/// every failure a retry, and a lost answer releases nothing.
@NullMarked
package dev.pairplane.difftracker;

import org.jspecify.annotations.NullMarked;
