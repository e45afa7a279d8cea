/// Tests of the package of the same name.
@NullMarked
package dev.pairplane.observability.logging;

import org.jspecify.annotations.NullMarked;
