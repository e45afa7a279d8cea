/// Tests of the package of the same name.
@NullMarked
package dev.pairplane.observability.metrics;

import org.jspecify.annotations.NullMarked;
