/// The sorted table, in memory, of the newest version set of each key.
///
/// One writer at a time (the commit's leader) puts; any number of readers get, never blocked. What
/// is in the table is already as durable as the sync mode promises. The table counts live bytes
/// only: a set that replaces another gives the other's bytes back.
@NullMarked
package dev.pairplane.storage.core.memtable;

import org.jspecify.annotations.NullMarked;
