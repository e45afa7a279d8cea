/// Tests of how files are compared with what was written into them.
@NullMarked
package dev.pairplane.storage.core.verify;

import org.jspecify.annotations.NullMarked;
