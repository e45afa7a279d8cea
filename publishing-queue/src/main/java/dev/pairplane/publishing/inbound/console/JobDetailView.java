package dev.pairplane.publishing.inbound.console;

import io.quarkus.qute.TemplateData;
import java.util.List;

/// What the page of a job shows; texts are ready to be read.
///
/// @param id of it
/// @param state of it
/// @param tone for its pill
/// @param ended whether nothing more happens to it
/// @param facts about it
/// @param attempts the last ones, oldest first
@TemplateData
public record JobDetailView(
        String id,
        String state,
        String tone,
        boolean ended,
        List<Fact> facts,
        List<AttemptRow> attempts) {}
