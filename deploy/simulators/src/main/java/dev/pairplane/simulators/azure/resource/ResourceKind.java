package dev.pairplane.simulators.azure.resource;

import java.util.Optional;

/// The kinds of resources that exist here.
public enum ResourceKind {
    PUBLIC_IP("publicIPAddresses"),
    LOAD_BALANCER("loadBalancers"),
    NAT_GATEWAY("natGateways"),
    SERVICE_GATEWAY("serviceGateways"),
    VIRTUAL_NETWORK("virtualNetworks");

    private final String path;

    ResourceKind(String path) {
        this.path = path;
    }

    /// How paths and ids spell it.
    public String path() {
        return path;
    }

    /// `type` in an answer.
    public String type() {
        return "Microsoft.Network/" + path;
    }

    /// Reads a segment of a path or id.
    ///
    /// @param path a segment of a path, in any case of letters
    public static Optional<ResourceKind> of(String path) {
        for (ResourceKind kind : values()) {
            if (kind.path.equalsIgnoreCase(path)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
