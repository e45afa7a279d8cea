package dev.pairplane.difftracker.core.cluster;

/// The name of an object, whichever object has it at the time.
record ObjectName(String namespace, String name) {}
