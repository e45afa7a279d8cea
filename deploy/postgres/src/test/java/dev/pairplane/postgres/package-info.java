/// Tests with real servers.
@NullMarked
package dev.pairplane.postgres;

import org.jspecify.annotations.NullMarked;
