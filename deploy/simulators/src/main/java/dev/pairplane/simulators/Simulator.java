package dev.pairplane.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/// One running simulator, as far as the process that holds it cares.
interface Simulator extends AutoCloseable {

    /// The member of the snapshot file that is its own.
    String name();

    /// Where it is, for the line that says that all are ready.
    String address();

    /// A number that changes whenever the snapshot would.
    long version();

    /// Everything it remembers.
    JsonNode snapshot();

    /// Closes its port. What it remembers can still be asked.
    @Override
    void close();

    /// Starts one.
    @FunctionalInterface
    interface Starter {

        /// Starts from what an earlier one remembered, if there was one.
        ///
        /// @param snapshots by the names of simulators
        /// @throws IOException when its port is taken or its files cannot be written
        Simulator start(Options options, JsonNode snapshots) throws IOException;
    }
}
