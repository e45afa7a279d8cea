/// Reads of many keys in their order: a page at a time, from memtables and tables together.
///
/// A page is read from whatever memtables and tables there are when it begins, and lets go of them
/// before it is given out: a caller that takes its time between two pages holds neither memory nor
/// files. What makes the pages of one call agree is the sequence number that all are read at, which
/// the engine keeps readable while a snapshot of it is open.
@NullMarked
package dev.pairplane.storage.core.range;

import org.jspecify.annotations.NullMarked;
