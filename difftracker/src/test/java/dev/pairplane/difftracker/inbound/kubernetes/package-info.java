/// Tests of the watches and of what they reduce.
@NullMarked
package dev.pairplane.difftracker.inbound.kubernetes;

import org.jspecify.annotations.NullMarked;
