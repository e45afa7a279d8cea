/// Tests of the debug documents and of who may look.
@NullMarked
package dev.pairplane.difftracker.inbound.admin;

import org.jspecify.annotations.NullMarked;
