package dev.pairplane.simulators.azure.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/// What the whole simulator can be told over HTTP. Safe for threads.
public interface Admin {

    /// Back to the state of a first start: no faults, no journal, the seeds.
    void reset();

    /// Writes the snapshot file.
    ///
    /// @return where it is, or empty when none is configured
    /// @throws IOException when it cannot be written
    String save() throws IOException;

    JsonNode snapshot();

    /// Replaces the whole state.
    ///
    /// @throws IllegalArgumentException when it is no snapshot
    void restore(JsonNode snapshot);
}
