/// Tests of the log's recovery, on whole stores and on single files.
@NullMarked
package dev.pairplane.storage.core.wal;

import org.jspecify.annotations.NullMarked;
