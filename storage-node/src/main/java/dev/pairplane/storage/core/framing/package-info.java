/// The framing that the commit log's segments and the manifest share.
///
/// A file is a header block of 4 KiB, then *groups*. A group starts with a fence at the first byte
/// of a 4-KiB block, holds records back to back, and is padded to the next block. Every checksum is
/// seeded with the file's random nonce, its number and the record's offset, so that bytes from
/// another file, from another place, or chosen by a client never pass for a record.
///
/// The fence says up to which offset (and sequence number) the file was known to be durable when
/// the group was written. That is what tells damage from a torn write: a bad record *below* an
/// offset that a later fence vouches for was once safely on disk and has rotted; one that no fence
/// vouches for was never acknowledged and is dropped, with whatever follows it.
/// `docs/formats/wal.md` has the bytes.
@NullMarked
package dev.pairplane.storage.core.framing;

import org.jspecify.annotations.NullMarked;
