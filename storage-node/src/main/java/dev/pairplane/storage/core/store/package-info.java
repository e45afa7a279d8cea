/// The files of a store as a whole: whose they are, where they are, and copies of them.
///
/// A store is a directory with `IDENTITY`, `CURRENT` and the manifest that this names, one with
/// tables and one with the segments of the log. [StoreCopy] makes another such directory, of which
/// a node can be started: with links to the tables for a checkpoint under a running node, with
/// copies of them where a store moves to another place.
@NullMarked
package dev.pairplane.storage.core.store;

import org.jspecify.annotations.NullMarked;
