package dev.pairplane.difftracker.inbound.console;

import io.quarkus.qute.TemplateData;
import java.util.List;

/// What the page shows; texts are ready to be read.
///
/// @param cluster the cluster's name
/// @param phase how far the start has come
/// @param tone `ok`, `warn` or `bad`, for the phase's pill
/// @param detail what the phase waits for
/// @param held what the brake holds
/// @param figures the totals
/// @param states the states to choose from
/// @param query what is looked for
/// @param refresh where fresh figures are
/// @param rows the services
/// @param shown which of how many
/// @param previous where the page before is, empty when there is none
/// @param next where the page after is, empty when there is none
@TemplateData
public record OverviewView(
        String cluster,
        String phase,
        String tone,
        String detail,
        List<String> held,
        List<Figure> figures,
        List<Choice> states,
        String query,
        String refresh,
        List<Row> rows,
        String shown,
        String previous,
        String next) {

    /// A figure.
    ///
    /// @param name what it is
    /// @param value how much
    @TemplateData
    public record Figure(String name, String value) {}

    /// A state to choose.
    ///
    /// @param label the state, empty for all
    /// @param chosen whether it is
    @TemplateData
    public record Choice(String label, boolean chosen) {}

    /// A service.
    ///
    /// @param name namespace and name
    /// @param uid its identity
    /// @param state where it is
    /// @param tone for the state's pill
    /// @param since for how long
    /// @param address its public address
    /// @param endpoints addresses behind it
    /// @param tries failed tries
    /// @param next when it is tried again
    /// @param reason what it waits for
    @TemplateData
    public record Row(
            String name,
            String uid,
            String state,
            String tone,
            String since,
            String address,
            String endpoints,
            String tries,
            String next,
            String reason) {}
}
