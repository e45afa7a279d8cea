/// Sorted tables, in memory, of what was written last.
///
/// One writer at a time (the commit's leader) puts into the active [Memtable]; any number of
/// readers find, never blocked. What is in a table is already as durable as the sync mode promises.
/// Versions stay encoded, as the log has them and as tables on disk will; whoever reads decodes
/// them. A table counts live bytes only: a set that replaces another gives the other's bytes back.
/// [Memtables] has the active one and those that are full and wait until their contents are in
/// tables on disk.
@NullMarked
package dev.pairplane.storage.core.memtable;

import org.jspecify.annotations.NullMarked;
