/// The little that both simulators share: an HTTP server on the loopback address.
///
/// One virtual thread serves each request, so a handler may block, and may stream for as long as it
/// likes.
@NullMarked
package dev.pairplane.simulators.http;

import org.jspecify.annotations.NullMarked;
