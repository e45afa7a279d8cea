/// What the API knows of its objects before any of them exists: the resources, their fields, and
/// the words of its refusals.
///
/// Everything here is constant after class loading, or immutable, and may be used by any thread.
@NullMarked
package dev.pairplane.simulators.kubernetes.schema;

import org.jspecify.annotations.NullMarked;
