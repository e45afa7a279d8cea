/// Watches Services, EndpointSlices and Nodes of all namespaces, and reduces them to what the core
/// reads.
///
/// One thread per kind: [ObjectWatch] lists in pages, follows the changes from there, and begins
/// anew when the API server no longer knows how far it was; what vanished in a gap is found by
/// comparing, and reported gone. Of each object only its key, UID and version are kept here.
/// [Reduced] makes the core's records. [ClusterWatches] runs the three and says when all have
/// listed. The API server is asked for nothing but list and watch.
///
/// Failures are retried for ever with a growing pause; [WatchStatus] says since when. Nothing here
/// waits for the core, which takes records through [ClusterEvents].
@NullMarked
package dev.pairplane.difftracker.inbound.kubernetes;

import org.jspecify.annotations.NullMarked;
