/// Logs of fixed messages with key-value fields.
///
/// [EventLog] emits a record whose pairs are in its MDC: the JSON format prints them under `mdc`,
/// the console format in braces at the end of the line. Keys come from enums that implement
/// [LogKey]; what must never be printed is a [Secret].
@NullMarked
package dev.pairplane.observability.logging;

import org.jspecify.annotations.NullMarked;
