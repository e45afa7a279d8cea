/// The API as it looks on the wire.
///
/// Data flow: [ApiServer] reads a request's path and query, asks what is to go wrong with it, and
/// hands it to the part that knows: discovery, lists, watches, single objects, or `/simulator`.
/// That part does the work and returns a [Reply], which is sent last, so that a fault can stand
/// between the work and the answer. One virtual thread serves one request; a watch keeps its own
/// until it ends.
@NullMarked
package dev.pairplane.simulators.kubernetes.http;

import org.jspecify.annotations.NullMarked;
