/// The Kubernetes API, as far as the controller writes to it, behind
/// [dev.pairplane.difftracker.core.kubernetes.Kubernetes].
///
/// [KubernetesWriter] is the port. Each write reads the Service afresh, has [ServicePatches] decide
/// what to send, sends it as a patch that names the object's UID ([KubeTransport]), and begins anew
/// on a conflict. [EventRecorder] writes events in the background. Objects are read as JSON trees,
/// so nothing here depends on what else a Service may hold.
///
/// Verbs used, and no other: services get and patch, services/status patch, events create and
/// patch.
@NullMarked
package dev.pairplane.difftracker.outbound.kubernetes;

import org.jspecify.annotations.NullMarked;
