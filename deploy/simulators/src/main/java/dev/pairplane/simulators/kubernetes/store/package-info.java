/// The objects, the log of their changes, and those who watch.
///
/// Data flow: a writer holds the store's one lock, reads the current [State], puts or removes
/// objects, each of which makes the next version, one [Change] in the bounded log, and an event in
/// the queue of every watch that it concerns. A [State] is immutable and shares its trees with its
/// predecessors, so a list reads one without a lock for as long as it likes, and the log keeps the
/// state after each change for lists at older versions.
///
/// Limits: the log holds as many changes as the store was told; a watch that lags behind by more
/// events than that is ended. An object is kept as the bytes of its JSON plus the few values that
/// selectors ask for.
@NullMarked
package dev.pairplane.simulators.kubernetes.store;

import org.jspecify.annotations.NullMarked;
