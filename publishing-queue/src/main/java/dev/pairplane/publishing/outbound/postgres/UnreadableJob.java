package dev.pairplane.publishing.outbound.postgres;

import java.util.Optional;
import java.util.UUID;

/// A job whose stored alert cannot be read, so that nothing can be sent of it; it is a dead letter
/// now, which keeps the text as it is.
///
/// @param letter the dead letter's id
/// @param replayOf the letter that it was to send again
/// @param cause why it cannot be read
public record UnreadableJob(
        UUID id, UUID letter, String target, Optional<UUID> replayOf, String cause) {}
