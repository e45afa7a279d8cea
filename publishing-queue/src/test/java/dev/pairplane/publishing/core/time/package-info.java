/// Time that a test moves.
@NullMarked
package dev.pairplane.publishing.core.time;

import org.jspecify.annotations.NullMarked;
