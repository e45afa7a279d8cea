package dev.pairplane.difftracker.core.state;

import java.util.Comparator;
import java.util.Locale;

/// What a service is known by. A pod's label can therefore never reach somebody's load balancer,
/// even where the texts are equal.
///
/// @param kind inbound or outbound
/// @param identity the Service's UID or the egress gateway's name, in lower case
public record ServiceKey(ServiceKind kind, String identity) implements Comparable<ServiceKey> {

    private static final Comparator<ServiceKey> ORDER =
            Comparator.comparing(ServiceKey::kind).thenComparing(ServiceKey::identity);

    /// Lower-cases the identity.
    ///
    /// @throws IllegalArgumentException when the identity is empty
    public ServiceKey {
        if (identity.isEmpty()) {
            throw new IllegalArgumentException("a service needs an identity");
        }
        identity = identity.toLowerCase(Locale.ROOT);
    }

    /// The key of a Kubernetes Service.
    public static ServiceKey inbound(String uid) {
        return new ServiceKey(ServiceKind.INBOUND, uid);
    }

    /// The key of an egress gateway.
    public static ServiceKey outbound(String name) {
        return new ServiceKey(ServiceKind.OUTBOUND, name);
    }

    @Override
    public int compareTo(ServiceKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind.label() + "/" + identity;
    }
}
