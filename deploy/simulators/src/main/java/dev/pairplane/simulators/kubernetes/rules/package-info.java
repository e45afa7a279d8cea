/// What the server makes of an object before it stores it: defaults, what a client may not set, and
/// what is refused. The words of refusals are the server's.
///
/// Every call runs under the store's lock; trees passed in are changed in place, old ones never.
@NullMarked
package dev.pairplane.simulators.kubernetes.rules;

import org.jspecify.annotations.NullMarked;
