package dev.pairplane.difftracker.core.kubernetes;

import java.util.List;

/// A Node, as far as the controller reads it.
///
/// @param name its name
/// @param internalIps its addresses of type `InternalIP`, in the object's order and spelling
public record NodeObject(String name, List<String> internalIps) {

    public NodeObject {
        internalIps = List.copyOf(internalIps);
    }
}
