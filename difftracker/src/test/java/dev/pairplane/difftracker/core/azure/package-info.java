/// Tests of whose resources are.
@NullMarked
package dev.pairplane.difftracker.core.azure;

import org.jspecify.annotations.NullMarked;
