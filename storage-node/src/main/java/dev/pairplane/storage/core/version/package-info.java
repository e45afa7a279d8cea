/// Vector clocks, versions, and the one rule by which replicas agree.
///
/// A key holds a [VersionSet]: versions whose clocks are pairwise concurrent. [VersionSet#merge]
/// takes one more version in and is associative, commutative, idempotent and convergent, so
/// replicas that have received the same versions in any order hold the same set. [MergeLimits]
/// bound a set: a version that would grow it past them is refused and nothing changes, because
/// dropping or combining what is stored would let replicas drift apart. [OwnActor] gives clocks to
/// writes that come without one.
///
/// All types know neither time nor disk, and all but [OwnActor], which is safe for any number of
/// threads, are immutable. Arrays of values are handed over, not copied: neither side may change
/// them. `docs/formats/version-set.md` gives the layout that [VersionSetCodec] writes.
@NullMarked
package dev.pairplane.storage.core.version;

import org.jspecify.annotations.NullMarked;
