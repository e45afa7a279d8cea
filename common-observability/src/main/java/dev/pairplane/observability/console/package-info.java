/// The look that the services' consoles share: one layout (`console/layout.html`), one style sheet,
/// htmx.
///
/// A service's template includes the layout; [Console] serves its pages with the security headers,
/// and the style sheet and script that go with them, from the program itself. Templates are
/// rendered on virtual threads, so page data may be fetched blocking.
@NullMarked
package dev.pairplane.observability.console;

import org.jspecify.annotations.NullMarked;
