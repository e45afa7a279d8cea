/// The breaker of a target: stops sending to one that keeps failing, and finds out when it works
/// again.
@NullMarked
package dev.pairplane.publishing.core.breaker;

import org.jspecify.annotations.NullMarked;
