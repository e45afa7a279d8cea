/// Tests of what calls come to.
@NullMarked
package dev.pairplane.difftracker.core.call;

import org.jspecify.annotations.NullMarked;
