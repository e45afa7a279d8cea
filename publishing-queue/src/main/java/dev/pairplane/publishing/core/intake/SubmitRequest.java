package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.journal.Submission;
import java.util.Optional;

/// A checked request to deliver an alert.
///
/// @param target its name; empty for every enabled target whose filter lets it through
/// @param principal who asks; empty for the anonymous
public record SubmitRequest(
        EnrichedAlert alert,
        Optional<String> target,
        Optional<Submission.Key> key,
        String principal,
        String requestId,
        Optional<String> traceparent) {}
