/// Keys as the store orders them.
@NullMarked
package dev.pairplane.storage.core.key;

import org.jspecify.annotations.NullMarked;
