/// Tests of keys.
@NullMarked
package dev.pairplane.storage.core.key;

import org.jspecify.annotations.NullMarked;
