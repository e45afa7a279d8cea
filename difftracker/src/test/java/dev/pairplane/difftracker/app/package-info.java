/// Tests of configuration, wiring and the whole process.
@NullMarked
package dev.pairplane.difftracker.app;

import org.jspecify.annotations.NullMarked;
