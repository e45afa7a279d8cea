/// Seeded lives of one and more replicas on a store that fails at every step.
@NullMarked
package dev.pairplane.publishing.simulation;

import org.jspecify.annotations.NullMarked;
