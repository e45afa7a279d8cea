/// Tests of the package of the same name.
@NullMarked
package dev.pairplane.observability.tracing;

import org.jspecify.annotations.NullMarked;
