package dev.pairplane.publishing.inbound.console;

import io.quarkus.qute.TemplateData;
import java.util.List;

/// What the overview shows; texts are ready to be read.
///
/// @param mode whether alerts are delivered
/// @param modeTone `ok` or `warn`, for its pill
/// @param journal what this replica may do with the journal
/// @param journalTone `ok`, `warn` or `bad`, for its pill
/// @param tiers the most urgent first
/// @param figures the rest
@TemplateData
public record OverviewView(
        String mode,
        String modeTone,
        String journal,
        String journalTone,
        List<TierRow> tiers,
        List<Figure> figures) {

    /// A tier.
    ///
    /// @param name of it
    /// @param waiting jobs
    /// @param taken places of its capacity
    /// @param capacity places
    /// @param high when its bar is to warn
    /// @param used how much of the capacity is taken
    /// @param oldest age of the oldest waiting job
    @TemplateData
    public record TierRow(
            String name,
            String waiting,
            int taken,
            int capacity,
            int high,
            String used,
            String oldest) {}

    /// A figure.
    ///
    /// @param name what it is
    /// @param value how much
    /// @param note what else there is to say
    @TemplateData
    public record Figure(String name, String value, String note) {}
}
