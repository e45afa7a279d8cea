/// Tests of the framing that log and manifest share.
@NullMarked
package dev.pairplane.storage.core.framing;

import org.jspecify.annotations.NullMarked;
