/// What can be done to objects: the verbs of the API without HTTP.
///
/// Data flow of a write: decode, read the object under the store's lock, change it, let the rules
/// fill and check it, store it. Deleting goes on from there: finalizers and grace keep an object,
/// the end of an owner is the end of what it owns, and the end of a namespace that of its contents.
/// All of that happens under the lock, in the writer's thread.
@NullMarked
package dev.pairplane.simulators.kubernetes.registry;

import org.jspecify.annotations.NullMarked;
