/// The durable record of which files form the store; so far, which segments the log consists of.
///
/// `MANIFEST-<no>` is a framed file of edits; the one-line text file `CURRENT` names the one in
/// force and is switched by writing a new file, syncing it, renaming it and syncing the directory.
/// An edit is in force as a whole or not at all. `docs/formats/manifest.md` has the bytes.
///
/// A manifest is only ever appended to by the process that created it: each start writes what it
/// read into a fresh one, so nothing rests on pages whose sync an earlier process may have seen
/// fail.
@NullMarked
package dev.pairplane.storage.core.manifest;

import org.jspecify.annotations.NullMarked;
