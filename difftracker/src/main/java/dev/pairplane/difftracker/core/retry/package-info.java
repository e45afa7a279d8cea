/// When to try again: backoff with jitter, and the timers that carry it.
@NullMarked
package dev.pairplane.difftracker.core.retry;

import org.jspecify.annotations.NullMarked;
