package dev.pairplane.storage.inbound.console;

import io.quarkus.qute.TemplateData;
import java.util.List;

/// What the page shows; texts are ready to be read.
///
/// @param nodeId the node
/// @param state as in the metric `node_state`
/// @param tone `ok`, `warn` or `bad`, for the state's pill
/// @param cards groups of figures
@TemplateData
public record NodeView(String nodeId, String state, String tone, List<Card> cards) {

    /// A group of figures.
    ///
    /// @param title above it
    /// @param rows its lines
    @TemplateData
    public record Card(String title, List<Row> rows) {}

    /// A figure.
    ///
    /// @param name what it is
    /// @param value how much
    @TemplateData
    public record Row(String name, String value) {}
}
