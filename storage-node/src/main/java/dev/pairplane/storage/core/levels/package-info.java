/// How a store's tables are arranged.
///
/// Level 0 holds tables as they were flushed: their keys overlap, and the newer table wins. In each
/// deeper level keys do not overlap, and every level holds older data than the ones above it. A
/// [LevelSet] is one such arrangement, immutable; a flush or compaction puts another in its place,
/// and whoever reads holds on to the one that it began with ([LevelSets]). A table's file is
/// removed when no arrangement that anybody holds has it any more.
@NullMarked
package dev.pairplane.storage.core.levels;

import org.jspecify.annotations.NullMarked;
