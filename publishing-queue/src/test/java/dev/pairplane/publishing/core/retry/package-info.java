/// What results mean, and how long jobs wait.
@NullMarked
package dev.pairplane.publishing.core.retry;

import org.jspecify.annotations.NullMarked;
