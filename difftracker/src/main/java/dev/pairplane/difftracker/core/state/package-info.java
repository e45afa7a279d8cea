/// The words of the domain: identities of services, canonical IP addresses.
///
/// Values only; whatever becomes a key anywhere in the core is one of these, so two spellings of
/// one thing never make two keys.
@NullMarked
package dev.pairplane.difftracker.core.state;

import org.jspecify.annotations.NullMarked;
