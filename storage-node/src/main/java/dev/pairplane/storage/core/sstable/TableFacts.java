package dev.pairplane.storage.core.sstable;

/// What is known of a finished table without opening it.
///
/// @param number the table's
/// @param size of its file, in bytes
/// @param digest XXH3-64 of the whole file
/// @param properties what it says of itself
public record TableFacts(long number, long size, long digest, TableProperties properties) {}
