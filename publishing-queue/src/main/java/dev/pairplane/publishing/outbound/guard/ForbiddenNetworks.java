package dev.pairplane.publishing.outbound.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Which addresses are nobody's business, and why. Addresses that carry an IPv4 address inside are
/// judged by that.
final class ForbiddenNetworks {

    /// @param local whether it is a network of one's own, which a setting opens as a whole
    record Forbidden(Network network, String what, boolean local) {}

    private static final List<Forbidden> LIST =
            List.of(
                    other("0.0.0.0/8", "of this host"),
                    local("10.0.0.0/8", "private"),
                    local("100.64.0.0/10", "shared by a carrier"),
                    local("127.0.0.0/8", "loopback"),
                    other("169.254.0.0/16", "link-local"),
                    local("172.16.0.0/12", "private"),
                    other("192.0.0.0/24", "for protocols"),
                    other("192.0.2.0/24", "for documentation"),
                    local("192.168.0.0/16", "private"),
                    other("198.18.0.0/15", "for benchmarks"),
                    other("198.51.100.0/24", "for documentation"),
                    other("203.0.113.0/24", "for documentation"),
                    other("224.0.0.0/4", "multicast"),
                    other("240.0.0.0/4", "reserved"),
                    local("::1/128", "loopback"),
                    other("2001:db8::/32", "for documentation"),
                    other("3fff::/20", "for documentation"),
                    local("fc00::/7", "unique-local"),
                    other("fe80::/10", "link-local"),
                    other("fec0::/10", "site-local"),
                    other("ff00::/8", "multicast"));

    private static final Network COMPATIBLE = Network.of("::/96");
    private static final Network NAT64 = Network.of("64:ff9b::/96");
    private static final Network SIX_TO_FOUR = Network.of("2002::/16");
    private static final Network TEREDO = Network.of("2001::/32");

    private ForbiddenNetworks() {}

    private static Forbidden other(String network, String what) {
        return new Forbidden(Network.of(network), what, false);
    }

    private static Forbidden local(String network, String what) {
        return new Forbidden(Network.of(network), what, true);
    }

    /// Why an address is forbidden, if it is.
    static Optional<Forbidden> find(byte[] address) {
        return LIST.stream()
                .filter(forbidden -> forbidden.network().contains(address))
                .findFirst()
                .or(() ->
                        embedded(address).stream()
                                .flatMap(inner -> find(inner).stream())
                                .findFirst());
    }

    /// The IPv4 addresses to which a packet for an IPv6 address would come.
    private static List<byte[]> embedded(byte[] address) {
        if (COMPATIBLE.contains(address) || NAT64.contains(address)) {
            return List.of(Arrays.copyOfRange(address, 12, 16));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return List.of(Arrays.copyOfRange(address, 2, 6));
        }
        if (TEREDO.contains(address)) {
            // The client's address is written with all bits turned.
            byte[] client = Arrays.copyOfRange(address, 12, 16);
            for (int i = 0; i < client.length; i++) {
                client[i] = (byte) ~client[i];
            }
            return List.of(Arrays.copyOfRange(address, 4, 8), client);
        }
        return List.of();
    }
}
