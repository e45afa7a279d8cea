/// The controller's core in a made-up world: virtual time, a model of Azure's rules, a model of an
/// API server, faults and crashes, all from one seed.
///
/// [World] owns time, chance and the trace. [ControllerProcess] is one life of the controller;
/// killing it throws the controller away and leaves its calls to their fate. [AzureModel] and
/// [ClusterModel] are what is really there; [AzurePort] and [KubernetesPort] are one process's way
/// to them, with faults ([Fates]); [Watches] tells it of the cluster, late. [Watchdog] looks at
/// every step, [Ending] at what is left when all is calm. Single-threaded throughout.
@NullMarked
package dev.pairplane.difftracker.simulation;

import org.jspecify.annotations.NullMarked;
