/// What is sent when: lanes of targets times tiers, chains that keep firing before resolved,
/// backoff, breakers, backpressure. One class decides, on the serial executor; it starts attempts
/// and reports what came of them, and never waits.
@NullMarked
package dev.pairplane.publishing.core.queue;

import org.jspecify.annotations.NullMarked;
