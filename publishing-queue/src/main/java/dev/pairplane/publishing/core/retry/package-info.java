/// What an attempt's result means, and how long to wait before the next.
@NullMarked
package dev.pairplane.publishing.core.retry;

import org.jspecify.annotations.NullMarked;
