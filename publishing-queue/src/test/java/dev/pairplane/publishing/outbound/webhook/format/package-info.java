/// Tests of the bodies.
@NullMarked
package dev.pairplane.publishing.outbound.webhook.format;

import org.jspecify.annotations.NullMarked;
