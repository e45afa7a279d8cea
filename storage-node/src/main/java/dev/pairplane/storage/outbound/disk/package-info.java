/// The core's file port on a real file system.
///
/// [Disk#open] is the only way in. Data goes straight to positional `FileChannel` calls: no cache,
/// no buffer, no thread of its own. Names become durable by `fsync` of the directory, which needs a
/// system on which a directory can be opened for reading: Linux and macOS.
///
/// Two traps are dealt with here, so that the core need not know them. An interrupt closes the
/// `FileChannel` it meets, for all threads: see [DiskFile]. And a POSIX file lock ends as soon as
/// its process closes *any* descriptor of the file: see [HeldLock].
@NullMarked
package dev.pairplane.storage.outbound.disk;

import org.jspecify.annotations.NullMarked;
