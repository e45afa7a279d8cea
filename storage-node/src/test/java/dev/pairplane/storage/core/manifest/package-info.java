/// Tests of the manifest.
@NullMarked
package dev.pairplane.storage.core.manifest;

import org.jspecify.annotations.NullMarked;
