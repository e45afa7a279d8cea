package dev.pairplane.difftracker.outbound.azure;

import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.outbound.azure.token.StaticTokens;
import dev.pairplane.difftracker.outbound.guard.GuardLimits;
import dev.pairplane.observability.logging.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;

/// What the tests of the client have in common.
final class Arm {

    static final ResourceIds IDS =
            new ResourceIds("sub", "rg", "westeurope", "servicegateway", "netrg", "vnet");
    static final String UID = "6f1c2d3e-0000-4000-8000-000000000001";
    static final String BASE = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Network";
    static final String PUBLIC_IP = BASE + "/publicIPAddresses/" + UID + "-pip";
    static final String LOAD_BALANCER = BASE + "/loadBalancers/" + UID;

    private Arm() {}

    /// Quick polls, and a breaker that stays out of the way.
    static ArmSettings settings(URI endpoint) {
        return ArmSettings.of(endpoint)
                .withPolls(Duration.ofMillis(5), Duration.ofMillis(20))
                .withLimits(
                        new GuardLimits(
                                32, Duration.ofSeconds(10), 1000, 1, Duration.ofSeconds(10)));
    }

    static ArmClient client(ArmSettings settings, Executor serial) {
        return new ArmClient(
                IDS, settings, StaticTokens.of(Secret.of("t0ken")), serial, ArmCallListener.none());
    }

    static ArmClient client(URI endpoint, Executor serial) {
        return client(settings(endpoint), serial);
    }
}
