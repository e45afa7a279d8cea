/// Tests of how the node is put together: its configuration, its generated reference, its scrape.
@NullMarked
package dev.pairplane.storage.app;

import org.jspecify.annotations.NullMarked;
