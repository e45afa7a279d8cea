/// Tests of the package of the same name.
@NullMarked
package dev.pairplane.observability.health;

import org.jspecify.annotations.NullMarked;
