/// What every HTTP API of the platform does alike, as handlers for Vert.x routers: [RequestIds],
/// [BearerTokens], [SecurityHeaders], and [Problem] documents for errors. All of it runs on the
/// event loop and waits for nothing.
@NullMarked
package dev.pairplane.observability.http;

import org.jspecify.annotations.NullMarked;
