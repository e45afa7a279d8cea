/// What the service calls: implements the ports that the core declares.
@NullMarked
package dev.pairplane.publishing.outbound;

import org.jspecify.annotations.NullMarked;
