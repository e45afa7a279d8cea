package dev.pairplane.simulators.azure.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import dev.pairplane.simulators.azure.resource.Fields;

/// Whether a request replaces everything in its scope or merges into what is there.
enum UpdateMode {
    FULL,
    PARTIAL;

    /// @param property where the request says it; partial where it does not
    static UpdateMode of(ObjectNode request, String property) {
        String text = Fields.text(request, property).orElse("PartialUpdate");
        if (text.equalsIgnoreCase("FullUpdate")) {
            return FULL;
        }
        if (text.equalsIgnoreCase("PartialUpdate")) {
            return PARTIAL;
        }
        throw Refusal.PROPERTY_TYPE.because(property, "FullUpdate or PartialUpdate");
    }
}
