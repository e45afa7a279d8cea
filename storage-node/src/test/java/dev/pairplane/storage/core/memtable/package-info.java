/// Tests of the memtable.
@NullMarked
package dev.pairplane.storage.core.memtable;

import org.jspecify.annotations.NullMarked;
