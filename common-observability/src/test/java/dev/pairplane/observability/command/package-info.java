/// Tests of the package of the same name.
@NullMarked
package dev.pairplane.observability.command;

import org.jspecify.annotations.NullMarked;
