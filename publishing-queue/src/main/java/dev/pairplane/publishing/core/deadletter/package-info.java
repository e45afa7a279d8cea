/// Jobs that were given up: what is known of them, and how one is sent again.
@NullMarked
package dev.pairplane.publishing.core.deadletter;

import org.jspecify.annotations.NullMarked;
