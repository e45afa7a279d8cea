/// Tests of the package of the same name.
@NullMarked
package dev.pairplane.observability.lifecycle;

import org.jspecify.annotations.NullMarked;
