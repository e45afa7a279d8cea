/// What can come of a call that leaves the process.
@NullMarked
package dev.pairplane.publishing.core.call;

import org.jspecify.annotations.NullMarked;
