/// Shows the controller's state to people and programs: `/debug/difftracker/state` and
/// `/debug/difftracker/services`, as sorted JSON, so that two of them can be compared as text.
///
/// Requests are let in by token ([Access]); the state is one consistent [Snapshots] picture, taken
/// on the serial executor and turned into text on a virtual thread. Errors are problem documents.
@NullMarked
package dev.pairplane.difftracker.inbound.admin;

import org.jspecify.annotations.NullMarked;
