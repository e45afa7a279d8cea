package dev.pairplane.publishing.outbound.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How hosts are written in URLs. Only what every program reads the same way is accepted: an IPv4
/// address of four plain decimal numbers, an IPv6 address in brackets, or a name.
final class HostText {

    private static final int MAX_NAME = 253;

    private static final Pattern IPV4 =
            Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern NAME =
            Pattern.compile(
                    "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

    private HostText() {}

    /// What is wrong with a host as it stands in a URL; empty when nothing is.
    static Optional<String> fault(String host) {
        if (host.isEmpty()) {
            return Optional.of("the URL has no host");
        }
        if (host.startsWith("[")) {
            return literal(host).isPresent()
                    ? Optional.empty()
                    : Optional.of("the address in brackets is no plain IPv6 address");
        }
        if (literal(host).isPresent()) {
            return Optional.empty();
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (NUMBER.matcher(name.substring(name.lastIndexOf('.') + 1)).matches()) {
            return Optional.of(
                    "the host ends like a number and is no address of four decimal numbers"
                            + " (as 192.0.2.1)");
        }
        if (!name.equals(host)) {
            return Optional.of("the host ends with a dot; leave it out");
        }
        if (name.length() > MAX_NAME || !NAME.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(
                    "the host is no DNS name: letters, digits and '-' in labels of at most 63"
                            + " (international names as xn--...)");
        }
        return Optional.empty();
    }

    /// The address that a host is, when it is one: 4 or 16 bytes.
    static Optional<byte[]> literal(String host) {
        if (IPV4.matcher(host).matches()) {
            return bytes(host).filter(b -> b.length == 4);
        }
        return host.startsWith("[") && host.endsWith("]")
                ? ipv6(host.substring(1, host.length() - 1))
                : Optional.empty();
    }

    /// An IPv6 address without brackets.
    static Optional<byte[]> ipv6(String text) {
        if (!IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        // Java makes 4 bytes of a mapped address, which is how it is to be judged.
        return bytes(text);
    }

    /// Never asks DNS: the patterns let through only digits, dots and colons.
    private static Optional<byte[]> bytes(String digits) {
        try {
            return Optional.of(InetAddress.ofLiteral(digits).getAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static String show(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
        }
    }
}
