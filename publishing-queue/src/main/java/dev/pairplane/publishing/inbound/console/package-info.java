/// The console: pages for people, made on the server, kept fresh by htmx.
///
///     request → id, headers, limit → session and role → form token → page → core
///
/// [ConsolePages] has every route. Who signs in posts a token once and gets a session's cookie;
/// every form carries a token that belongs to the cookie. Pages are made on virtual threads, which
/// wait for the core's answers; nothing of that happens on the core's thread. What comes from
/// alerts and targets is text in the pages, never markup.
@NullMarked
package dev.pairplane.publishing.inbound.console;

import org.jspecify.annotations.NullMarked;
