package dev.pairplane.publishing.inbound.console;

import io.quarkus.qute.TemplateData;
import java.util.List;

/// What the list of dead letters shows; texts are ready to be read.
///
/// @param targets to choose from; error types, tiers and whether they were sent again likewise
/// @param fingerprint that is looked for
/// @param rows the latest first
@TemplateData
public record LettersView(
        List<Query.Choice> targets,
        List<Query.Choice> errorTypes,
        List<Query.Choice> tiers,
        List<Query.Choice> replayed,
        String fingerprint,
        List<Row> rows,
        Paging paging) {

    /// A dead letter.
    ///
    /// @param id of it
    /// @param failed when it was given up
    /// @param fingerprint of its alert
    /// @param target where it would have gone
    /// @param tier of it
    /// @param reason why it was given up
    /// @param type of the error
    /// @param status of the last answer
    /// @param error the last one
    /// @param replays how often it was sent again, and how that ended
    @TemplateData
    public record Row(
            String id,
            String failed,
            String fingerprint,
            String target,
            String tier,
            String reason,
            String type,
            String status,
            String error,
            String replays) {}
}
