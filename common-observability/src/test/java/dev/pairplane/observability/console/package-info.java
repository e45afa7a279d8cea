/// Tests of the package of the same name.
@NullMarked
package dev.pairplane.observability.console;

import org.jspecify.annotations.NullMarked;
