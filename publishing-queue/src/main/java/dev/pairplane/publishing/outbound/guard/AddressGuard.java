package dev.pairplane.publishing.outbound.guard;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Says which hosts and addresses may be called. Immutable; safe for threads.
public final class AddressGuard {

    private final GuardSettings settings;
    private final List<Network> networks = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /// @throws IllegalArgumentException when an allowed host is neither network, address nor name
    public AddressGuard(GuardSettings settings) {
        this.settings = settings;
        for (String allowed : settings.allowedHosts()) {
            String text = allowed.strip().toLowerCase(Locale.ROOT);
            String name = text.startsWith(".") ? text.substring(1) : text;
            Optional<Network> network = Network.parse(text);
            if (network.isPresent()) {
                networks.add(network.orElseThrow());
            } else if (!text.contains("/") && HostText.fault(name).isEmpty()) {
                names.add(name);
            } else {
                throw new IllegalArgumentException(
                        "'"
                                + allowed
                                + "' is no allowed host: a network as 10.1.0.0/16 (no bits set"
                                + " after its prefix), an address, or the end of a name as"
                                + " svc.cluster.local");
            }
        }
    }

    /// What speaks against a host and port as they are written, before any name is resolved; empty
    /// when nothing does. The text names no secret: only what kind of address it is.
    ///
    /// @param host as in a URL, an IPv6 address in brackets
    public Optional<String> refusal(String host, int port) {
        Optional<String> fault = HostText.fault(host);
        if (fault.isPresent()) {
            return fault;
        }
        if (!settings.allowedPorts().isEmpty() && !settings.allowedPorts().contains(port)) {
            return Optional.of(
                    "port " + port + " is not among the allowed ones " + settings.allowedPorts());
        }
        return HostText.literal(host).flatMap(this::refusal);
    }

    /// What speaks against one address that a host was resolved to; empty when nothing does.
    public Optional<String> refusal(String host, InetAddress address) {
        return isAllowedName(host) ? Optional.empty() : refusal(address.getAddress());
    }

    private Optional<String> refusal(byte[] address) {
        return ForbiddenNetworks.find(address)
                .filter(forbidden -> !(forbidden.local() && settings.allowPrivateNetworks()))
                .filter(_ -> networks.stream().noneMatch(n -> n.contains(address)))
                .map(forbidden ->
                        "address "
                                + HostText.show(address)
                                + " is "
                                + forbidden.what()
                                + " ("
                                + forbidden.network()
                                + ") and not among the allowed hosts");
    }

    private boolean isAllowedName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return names.stream().anyMatch(n -> name.equals(n) || name.endsWith("." + n));
    }
}
