package dev.pairplane.difftracker.outbound.azure;

import java.util.Locale;

/// What an exchange with Azure is for; the label of its metrics and spans.
public enum ArmOperation {
    LIST_PUBLIC_IPS,
    LIST_LOAD_BALANCERS,
    LIST_NAT_GATEWAYS,
    LIST_SERVICES,
    LIST_LOCATIONS,
    GET_PUBLIC_IP,
    GET_LOAD_BALANCER,
    PUT_PUBLIC_IP,
    PUT_LOAD_BALANCER,
    DELETE_PUBLIC_IP,
    DELETE_LOAD_BALANCER,
    UPDATE_SERVICES,
    UPDATE_LOCATIONS;

    /// `list_public_ips`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
