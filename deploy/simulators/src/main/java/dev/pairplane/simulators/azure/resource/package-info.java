/// The resources of `Microsoft.Network` that the simulator keeps, and the rules for each kind.
///
/// A PUT's body goes through the [Rules] of its kind, which refuse it or give back what is to be
/// kept: everything that was sent, without what only Azure writes. Ids, ETags, provisioning states
/// and back-references are added when a resource is read. [Resources] holds them all, and who
/// refers to whom.
///
/// Nothing here locks: the owner of a [Resources] sees to it that one thread works at a time.
@NullMarked
package dev.pairplane.simulators.azure.resource;

import org.jspecify.annotations.NullMarked;
