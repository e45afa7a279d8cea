/// Tests of the console, over HTTP and in a browser.
@NullMarked
package dev.pairplane.storage.inbound.console;

import org.jspecify.annotations.NullMarked;
