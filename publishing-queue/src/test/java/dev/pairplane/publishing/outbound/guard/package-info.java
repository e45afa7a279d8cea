/// Tests of the guard.
@NullMarked
package dev.pairplane.publishing.outbound.guard;

import org.jspecify.annotations.NullMarked;
