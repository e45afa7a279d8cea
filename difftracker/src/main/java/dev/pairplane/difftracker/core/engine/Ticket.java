package dev.pairplane.difftracker.core.engine;

/// What one dispatched operation was started under. Its result is believed only while the service
/// still holds it.
///
/// @param kind what it does
/// @param number never given out twice by one process
record Ticket(OperationKind kind, long number) {}
