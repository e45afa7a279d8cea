/// The journal's texts: what is read equals what was written.
@NullMarked
package dev.pairplane.publishing.outbound.json;

import org.jspecify.annotations.NullMarked;
