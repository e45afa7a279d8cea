/// Wires the service's parts and starts and stops them in order.
@NullMarked
package dev.pairplane.publishing.app;

import org.jspecify.annotations.NullMarked;
