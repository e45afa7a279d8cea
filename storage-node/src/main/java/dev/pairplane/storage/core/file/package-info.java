/// The one seam between the engine and a disk.
///
/// [Directory] and [StoredFile] say exactly what the engine needs of a file system and, above all,
/// when a change is *durable*: bytes after [StoredFile#sync], names after [Directory#sync].
/// Whatever was not covered by a completed sync may vanish, survive, or survive in part when power
/// fails, page by page and name by name. Production implements the port with `FileChannel`; tests
/// implement it in memory, keep what was written apart from what was synced, and drop, tear and
/// reorder the difference.
@NullMarked
package dev.pairplane.storage.core.file;

import org.jspecify.annotations.NullMarked;
