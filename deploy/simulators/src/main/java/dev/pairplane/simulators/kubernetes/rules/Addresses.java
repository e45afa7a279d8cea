package dev.pairplane.simulators.kubernetes.rules;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// IP addresses as texts.
final class Addresses {

    private Addresses() {}

    /// The address, if the text is one and no name.
    static Optional<InetAddress> parse(String text) {
        if (text.isEmpty()
                || !(text.indexOf(':') >= 0 || Character.isDigit(text.charAt(text.length() - 1)))) {
            return Optional.empty();
        }
        if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static boolean isIpv6(String text) {
        return text.indexOf(':') >= 0;
    }

    /// `IPv4` or `IPv6`.
    static String family(String address) {
        return isIpv6(address) ? "IPv6" : "IPv4";
    }

    /// In the form that is used everywhere: no leading zeros, IPv6 shortened.
    static String format(byte[] address) {
        try {
            InetAddress inet = InetAddress.getByAddress(address);
            return address.length == 4 ? inet.getHostAddress() : shorten(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("neither 4 nor 16 bytes", e);
        }
    }

    private static String shorten(byte[] address) {
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < groups.length) {
            if (i == start) {
                text.append("::");
                i += length;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
                i++;
            }
        }
        return text.toString();
    }
}
