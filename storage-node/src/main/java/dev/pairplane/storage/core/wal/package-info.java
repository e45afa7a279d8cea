/// The commit log: what is written before anything else, and read again after a crash.
///
/// [CommitLog] appends groups of records to the active segment and rolls to the next one; its
/// caller (the engine's group commit) lets one thread in at a time and decides when to sync. Where
/// each group is synced, segments are zero-filled ahead of use, so that a sync need not grow the
/// file. They count only once the manifest names them. [LogReplay] reads all segments that the
/// manifest names, tells torn writes from damage, and changes nothing on disk. Segments go once
/// everything in them is in tables.
@NullMarked
package dev.pairplane.storage.core.wal;

import org.jspecify.annotations.NullMarked;
