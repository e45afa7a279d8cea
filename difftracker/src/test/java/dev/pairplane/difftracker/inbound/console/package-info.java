/// Tests of the console.
@NullMarked
package dev.pairplane.difftracker.inbound.console;

import org.jspecify.annotations.NullMarked;
