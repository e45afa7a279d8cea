/// Tests of the engine as a whole, most of them on a simulated disk in one thread.
@NullMarked
package dev.pairplane.storage.core.engine;

import org.jspecify.annotations.NullMarked;
