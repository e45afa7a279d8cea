/// Tests of tables: what is written is found, what is damaged is noticed.
@NullMarked
package dev.pairplane.storage.core.sstable;

import org.jspecify.annotations.NullMarked;
