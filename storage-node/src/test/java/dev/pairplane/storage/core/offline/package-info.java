/// Tests of what is done with a store that no node runs.
@NullMarked
package dev.pairplane.storage.core.offline;

import org.jspecify.annotations.NullMarked;
