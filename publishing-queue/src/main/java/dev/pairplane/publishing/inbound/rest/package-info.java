/// The HTTP API: checks requests, asks the core, and writes its answers.
///
///     request → id, headers, time limit → path and method → token → parameters, body → core
///                                                                                     │
///     answer or problem document  ← back on the request's own event loop ←────────────┘
///
/// [ApiRoutes] has every route. Handlers run on the event loop and wait for nothing; bodies that
/// take a while to read are read on a virtual thread. Every fault of a request is named in one
/// answer. What the store or the program says about its own failures goes to the log, never to the
/// caller.
@NullMarked
package dev.pairplane.publishing.inbound.rest;

import org.jspecify.annotations.NullMarked;
