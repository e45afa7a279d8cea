/// Tests of the controller.
@NullMarked
package dev.pairplane.difftracker.core.engine;

import org.jspecify.annotations.NullMarked;
