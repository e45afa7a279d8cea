package dev.pairplane.publishing.outbound.guard;

import java.util.List;
import java.util.Set;

/// What the guard lets through besides public addresses.
///
/// @param allowPrivateNetworks opens loopback, 10/8, 172.16/12, 192.168/16, 100.64/10 and fc00::/7;
///   never link-local addresses, where clouds keep their metadata
/// @param allowedHosts each a network (`10.1.0.0/16`, `fd00::/8`), an address, or the end of a name
///   from a label on (`svc.cluster.local`); opened whatever it is
/// @param allowedPorts the only ports that may be called; empty for all
public record GuardSettings(
        boolean allowPrivateNetworks, List<String> allowedHosts, Set<Integer> allowedPorts) {

    /// Only public addresses, all ports.
    public static final GuardSettings STRICT = new GuardSettings(false, List.of(), Set.of());

    public GuardSettings {
        allowedHosts = List.copyOf(allowedHosts);
        allowedPorts = Set.copyOf(allowedPorts);
    }
}
