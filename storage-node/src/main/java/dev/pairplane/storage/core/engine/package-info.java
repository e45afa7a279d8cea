/// The node's engine: one store on one data directory.
///
/// A mutation flows: read the stored set, merge ([dev.pairplane.storage.core.version]), encode,
/// join the group commit ([dev.pairplane.storage.core.wal]), and, once durable, enter the memtable,
/// where readers see it. A memtable that is full waits ([dev.pairplane.storage.core.memtable])
/// until [Flusher] has brought it into a table; [Compactor] keeps the tables' levels in shape.
/// Reads come from memtables, then from tables. Start-up takes the lock, checks the identity, opens
/// the tables and replays the log that the manifest names, and refuses to serve anything doubtful.
@NullMarked
package dev.pairplane.storage.core.engine;

import org.jspecify.annotations.NullMarked;
