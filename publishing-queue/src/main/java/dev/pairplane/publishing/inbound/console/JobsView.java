package dev.pairplane.publishing.inbound.console;

import io.quarkus.qute.TemplateData;
import java.util.List;

/// What the list of jobs shows; texts are ready to be read.
///
/// @param states to choose from; targets and tiers likewise
/// @param fingerprint that is looked for
/// @param rows the latest first
@TemplateData
public record JobsView(
        List<Query.Choice> states,
        List<Query.Choice> targets,
        List<Query.Choice> tiers,
        String fingerprint,
        List<Row> rows,
        Paging paging) {

    /// A job.
    ///
    /// @param id of it
    /// @param created when it was accepted
    /// @param fingerprint of its alert
    /// @param target where it goes
    /// @param tier of it
    /// @param state of it
    /// @param tone for its pill
    /// @param attempts that count
    /// @param error the last one
    @TemplateData
    public record Row(
            String id,
            String created,
            String fingerprint,
            String target,
            String tier,
            String state,
            String tone,
            String attempts,
            String error) {}
}
