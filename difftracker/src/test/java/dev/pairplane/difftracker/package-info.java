/// Tests of the controller as a whole.
@NullMarked
package dev.pairplane.difftracker;

import org.jspecify.annotations.NullMarked;
