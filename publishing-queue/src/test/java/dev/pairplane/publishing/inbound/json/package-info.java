/// Tests of the strict reader and the canonical writer.
@NullMarked
package dev.pairplane.publishing.inbound.json;

import org.jspecify.annotations.NullMarked;
