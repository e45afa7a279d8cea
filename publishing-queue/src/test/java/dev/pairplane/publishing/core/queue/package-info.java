/// The queue on virtual time, against targets that the test plays.
@NullMarked
package dev.pairplane.publishing.core.queue;

import org.jspecify.annotations.NullMarked;
