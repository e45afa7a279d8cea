/// The controller's console: one page for people, kept fresh by htmx.
///
/// [ConsolePage] takes a picture of the state for each request, and [Overview] makes of it what the
/// page shows: as many services as fit, found by state and text.
@NullMarked
package dev.pairplane.difftracker.inbound.console;

import org.jspecify.annotations.NullMarked;
