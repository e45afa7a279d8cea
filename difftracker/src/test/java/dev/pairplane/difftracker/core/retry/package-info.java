/// Tests of backoff.
@NullMarked
package dev.pairplane.difftracker.core.retry;

import org.jspecify.annotations.NullMarked;
