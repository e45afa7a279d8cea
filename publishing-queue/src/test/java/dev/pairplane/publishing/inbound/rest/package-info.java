/// Tests of the HTTP API over real sockets: before the real core, on the store's twin in memory.
@NullMarked
package dev.pairplane.publishing.inbound.rest;

import org.jspecify.annotations.NullMarked;
