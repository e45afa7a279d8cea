/// Tests of the whole service in one process, of its configuration, and of the pages that are
/// written from it.
@NullMarked
package dev.pairplane.publishing.app;

import org.jspecify.annotations.NullMarked;
