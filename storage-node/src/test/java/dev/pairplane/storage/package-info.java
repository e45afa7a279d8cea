/// Tests of the service as a whole.
@NullMarked
package dev.pairplane.storage;

import org.jspecify.annotations.NullMarked;
