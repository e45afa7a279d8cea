/// Sorted tables: immutable files of keys and their version sets, and how they are written and
/// read.
///
/// [TableWriter] takes entries in order and writes one file from its beginning to its end. [Table]
/// is an open file: it finds a key by way of a pinned top index, a filter and an index of the part
/// of the file that may hold the key, and one data block. [TableCursor] walks a file in order.
/// Blocks come through the [BlockCache], or past it where a walk would only flush it.
///
/// Every byte is covered by a checksum that is seeded with the table's number and the block's
/// offset; it is checked at each physical read, and a mismatch is a
/// [dev.pairplane.storage.core.framing.CorruptFileException], never a wrong or missing entry.
/// `docs/formats/sstable.md` has the bytes.
@NullMarked
package dev.pairplane.storage.core.sstable;

import org.jspecify.annotations.NullMarked;
