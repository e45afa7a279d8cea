/// The node's console: one page for people, kept fresh by htmx. Reads a [NodeView] and knows
/// nothing else.
@NullMarked
package dev.pairplane.storage.inbound.console;

import org.jspecify.annotations.NullMarked;
