/// Where alerts go.
@NullMarked
package dev.pairplane.publishing.core.target;

import org.jspecify.annotations.NullMarked;
