package dev.pairplane.storage.bench.engine;

/// A value to write.
///
/// @param value what a client sends
/// @param encoded the version set that it makes, as both stores hold it
record Sample(byte[] value, byte[] encoded) {}
