/// Tests of targets from files.
@NullMarked
package dev.pairplane.publishing.outbound.targetfile;

import org.jspecify.annotations.NullMarked;
