/// Keeps the gateway's addresses equal to what the engine asks for.
///
/// [LocationsUpdater] holds two maps: what is wanted (per service, address to location) and a
/// mirror of what the gateway is believed to hold, in which an address may also be *maybe present*
/// after a lost answer. A pass plans the difference of the places that changed, cuts it into
/// chunks, and sends them one at a time; only an answer moves the mirror. Everything runs on the
/// controller's serial executor.
@NullMarked
package dev.pairplane.difftracker.core.locations;

import org.jspecify.annotations.NullMarked;
