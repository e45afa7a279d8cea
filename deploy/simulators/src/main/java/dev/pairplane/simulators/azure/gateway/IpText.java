package dev.pairplane.simulators.azure.gateway;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// One spelling for each IP address: the shortest, in lower case.
final class IpText {

    // Without leading zeros, which some readers take for octal.
    private static final Pattern FOUR =
            Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private IpText() {}

    /// Empty when the text is no IP address. An IPv4-mapped IPv6 address stays one.
    static Optional<String> canonical(String text) {
        if (text.indexOf(':') < 0 && !FOUR.matcher(text).matches()) {
            return Optional.empty();
        }
        if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            return switch (address) {
                case Inet6Address six -> Optional.of(shortest(six.getAddress()));
                case Inet4Address four when text.indexOf(':') >= 0 ->
                        Optional.of("::ffff:" + four.getHostAddress());
                default -> Optional.of(address.getHostAddress());
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static boolean isSix(String canonical) {
        return canonical.indexOf(':') >= 0;
    }

    private static String shortest(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
