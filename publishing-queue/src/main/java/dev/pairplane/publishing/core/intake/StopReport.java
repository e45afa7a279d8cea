package dev.pairplane.publishing.core.intake;

/// How a stop went.
///
/// @param clean whether all that happened is written down and what is left is free for the others
/// @param waiting jobs that were not finished; they stay in the journal
/// @param unrecorded changes that were not written down; their jobs may be delivered again
/// @param undecided submissions of which nobody knows whether they are stored
public record StopReport(boolean clean, int waiting, int unrecorded, int undecided) {}
