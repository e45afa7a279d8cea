/// A store that no node runs: looked at, and brought to another place.
///
/// [ClosedStore] reads what a directory holds without changing anything in it, so it serves for a
/// checkpoint on a medium that cannot be written, and for a store that no start would accept.
/// Commands for people are in `app.command`.
@NullMarked
package dev.pairplane.storage.core.offline;

import org.jspecify.annotations.NullMarked;
