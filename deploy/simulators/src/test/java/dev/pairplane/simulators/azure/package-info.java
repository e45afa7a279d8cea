/// Tests of the simulated Azure, over HTTP.
@NullMarked
package dev.pairplane.simulators.azure;

import org.jspecify.annotations.NullMarked;
