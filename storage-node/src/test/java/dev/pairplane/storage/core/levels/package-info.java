/// Tests of the arrangement of tables.
@NullMarked
package dev.pairplane.storage.core.levels;

import org.jspecify.annotations.NullMarked;
