package dev.pairplane.publishing.it;

import java.time.Instant;

/// The end of a replica by SIGKILL.
///
/// @param before when it was asked for
/// @param gone when the process was gone; what it did, it did by then
record Kill(Instant before, Instant gone) {}
