package dev.pairplane.publishing.inbound.console;

import io.quarkus.qute.TemplateData;
import java.util.List;

/// What the page of the targets shows; texts are ready to be read.
///
/// @param rows one for each target, by name
@TemplateData
public record TargetsView(List<Row> rows) {

    /// A target with its lane and its breaker.
    ///
    /// @param name of it
    /// @param kind its type and format; `removed` when it is gone and jobs still wait for it
    /// @param url where it is, secrets masked
    /// @param lane whether it is sent to, and if not, why
    /// @param laneTone for its pill
    /// @param until how long the lane is held
    /// @param breaker the breaker's state
    /// @param breakerTone for its pill
    /// @param probe when an open breaker lets a try through
    /// @param high jobs that wait; `medium` and `low` likewise
    /// @param active attempts under way, of how many at most
    /// @param failures in a row
    /// @param trips how often the breaker opened, and closed again
    /// @param error the last one
    @TemplateData
    public record Row(
            String name,
            String kind,
            String url,
            String lane,
            String laneTone,
            String until,
            String breaker,
            String breakerTone,
            String probe,
            String high,
            String medium,
            String low,
            String active,
            String failures,
            String trips,
            String error) {}
}
