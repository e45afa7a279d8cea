package dev.pairplane.publishing.inbound.console;

import io.quarkus.qute.TemplateData;
import java.util.List;

/// What the page of a dead letter shows; texts are ready to be read.
///
/// @param id of it
/// @param target where it is sent again
/// @param reason why it was given up
/// @param refusal why it was not sent again just now; empty otherwise
/// @param forceable whether it may be sent again all the same
/// @param facts about the letter
/// @param alert facts about its alert
/// @param labels of its alert
/// @param annotations of its alert
/// @param hidden how many labels and annotations are left out
/// @param metadata of its alert, as JSON; empty for none
/// @param attempts the last ones, oldest first
@TemplateData
public record LetterView(
        String id,
        String target,
        String reason,
        String refusal,
        boolean forceable,
        List<Fact> facts,
        List<Fact> alert,
        List<Fact> labels,
        List<Fact> annotations,
        int hidden,
        String metadata,
        List<AttemptRow> attempts) {}
