package dev.pairplane.difftracker.core.state;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;

/// An IP address in its one canonical text: dotted decimal, or RFC 5952 for IPv6 (shortest, lower
/// case). `2001:DB8::0010` and `2001:db8::10` are equal.
public final class IpAddress implements Comparable<IpAddress> {

    private static final Comparator<IpAddress> ORDER =
            Comparator.comparing(IpAddress::family).thenComparing(IpAddress::text);
    private static final HexFormat HEX = HexFormat.of();
    private static final int GROUPS = 8;
    private static final int HEX_DIGITS = 4;

    private final String text;
    private final IpFamily family;

    private IpAddress(String text, IpFamily family) {
        this.text = text;
        this.family = family;
    }

    /// Reads an address; nothing for anything that is none: host names, prefixes, zones, blanks,
    /// octal or shortened IPv4. An IPv4-mapped IPv6 address is the IPv4 address it maps.
    public static Optional<IpAddress> parse(String text) {
        return looksLikeIpv4(text) || (text.indexOf(':') >= 0 && isIpv6Text(text))
                ? read(text)
                : Optional.empty();
    }

    /// Reads an address that is known to be one.
    ///
    /// @throws IllegalArgumentException when it is none
    public static IpAddress of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException(text + " is not an IP address"));
    }

    private static Optional<IpAddress> read(String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            return Optional.of(
                    address instanceof Inet6Address
                            ? new IpAddress(canonical(address.getAddress()), IpFamily.IPV6)
                            : new IpAddress(address.getHostAddress(), IpFamily.IPV4));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean looksLikeIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean leadingZero = part.length() > 1 && part.charAt(0) == '0';
            if (part.isEmpty() || part.length() > 3 || leadingZero || !digits(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean digits(String part) {
        return part.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isIpv6Text(String text) {
        for (String group : text.split(":", -1)) {
            boolean isGroup = group.length() <= HEX_DIGITS && hex(group);
            if (!isGroup && !looksLikeIpv4(group)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hex(String group) {
        return group.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }

    private static String canonical(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
            i = Math.max(i, end - 1);
        }
        var text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(shortHex(groups[i]));
        }
        return text.toString();
    }

    private static String shortHex(int group) {
        String digits = HEX.toHexDigits((short) group);
        int first = 0;
        while (first < digits.length() - 1 && digits.charAt(first) == '0') {
            first++;
        }
        return digits.substring(first);
    }

    public String text() {
        return text;
    }

    public IpFamily family() {
        return family;
    }

    @Override
    public int compareTo(IpAddress other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
