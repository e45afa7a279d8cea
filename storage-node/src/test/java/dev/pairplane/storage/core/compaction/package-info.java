/// Tests of compaction: what is merged, and what stays.
@NullMarked
package dev.pairplane.storage.core.compaction;

import org.jspecify.annotations.NullMarked;
