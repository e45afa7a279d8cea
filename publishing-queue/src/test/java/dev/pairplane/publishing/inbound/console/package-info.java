/// Tests of the console, over HTTP and in a browser, on the real core and the store's twin.
@NullMarked
package dev.pairplane.publishing.inbound.console;

import org.jspecify.annotations.NullMarked;
