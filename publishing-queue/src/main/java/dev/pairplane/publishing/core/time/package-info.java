/// The port to time.
@NullMarked
package dev.pairplane.publishing.core.time;

import org.jspecify.annotations.NullMarked;
