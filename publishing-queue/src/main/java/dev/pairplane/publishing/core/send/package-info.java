/// The port to the targets: one attempt at a time, and everything that can come of it.
@NullMarked
package dev.pairplane.publishing.core.send;

import org.jspecify.annotations.NullMarked;
