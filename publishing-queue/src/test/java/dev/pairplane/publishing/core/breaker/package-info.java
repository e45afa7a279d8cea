/// The breaker, state by state.
@NullMarked
package dev.pairplane.publishing.core.breaker;

import org.jspecify.annotations.NullMarked;
