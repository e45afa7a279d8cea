package dev.pairplane.local;

import java.net.URI;

/// The simulated Azure: where it answers, and the one gateway that is in it.
///
/// @param port of the simulator
record SimulatedAzure(int port) {

    static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
    static final String GROUP = "pairplane";
    static final String LOCATION = "eastus";
    static final String GATEWAY = "servicegateway";
    static final String NETWORK = "vnet";
    static final String API_VERSION = "2025-05-01";

    /// It asks for a token as Azure does, and takes any.
    static final String TOKEN = "local";

    /// Without a slash at its end.
    URI endpoint() {
        return URI.create("http://" + Program.HOST + ":" + port);
    }

    /// The path of a list of network resources, with its query.
    ///
    /// @param rest below the provider, such as `loadBalancers`
    static String list(String rest) {
        return "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Network/%s?api-version=%s"
                .formatted(SUBSCRIPTION, GROUP, rest, API_VERSION);
    }
}
